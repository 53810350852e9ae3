/**
 * The candidate most like `word`: at most two edits away (one for words of up to four letters), and no other as near.
 * Case, `-` and `_` count as no difference.
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const folded = fold(word);
  const limit = folded.length <= 4 ? 1 : 2;
  let best: string | undefined;
  let bestDistance = limit + 1;
  let unique = true;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - word.length) > limit) continue;
    const distance = editDistance(folded, fold(candidate), bestDistance);
    if (distance === bestDistance && candidate !== best) unique = false;
    if (distance >= bestDistance) continue;
    best = candidate;
    bestDistance = distance;
    unique = true;
  }
  return unique ? best : undefined;
}

function fold(word: string): string {
  return word.toLowerCase().replace(/[-_]/g, '_');
}

/** Optimal string alignment distance (insert, delete, replace, swap neighbours); anything above `limit` is `limit + 1`. */
function editDistance(a: string, b: string, limit: number): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min((row[j - 1] ?? 0) + 1, (previous[j] ?? 0) + 1, (previous[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, (beforePrevious[j - 2] ?? 0) + 1);
      }
      row.push(cost);
    }
    if (Math.min(...row) > limit) return limit + 1;
    beforePrevious = previous;
    previous = row;
  }
  return previous[b.length] ?? limit + 1;
}
