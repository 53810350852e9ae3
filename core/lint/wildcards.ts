/** What one piece of a pattern stands for: one character, any number of them, or no or several whole folders. */
export type Step =
  | { readonly kind: 'one' | 'many'; readonly accepts: (character: string) => boolean }
  | { readonly kind: 'folders' };

export const FOLDERS: Step = { kind: 'folders' };
export const ANYTHING: Step = { kind: 'many', accepts: () => true };
export const WITHIN_NAME: Step = { kind: 'many', accepts: inName };
export const ONE_OF_NAME: Step = { kind: 'one', accepts: inName };

/** The characters as they are. */
export function literally(text: string): readonly Step[] {
  return Array.from(text, (wanted) => ({ kind: 'one', accepts: (character) => character === wanted }));
}

/**
 * Does all of the text follow the steps? All ways are gone at once, in time linear in each of the two: patterns come from
 * files of workspaces that nobody trusts, and a regular expression with many stars can take for ever.
 */
export function follows(text: string, steps: readonly Step[]): boolean {
  let places = enter(0, steps, new Set());
  for (const character of text) {
    const next = new Set<number>();
    for (const place of places) advance(place, character, steps, next);
    if (next.size === 0) return false;
    places = next;
  }
  return places.has(steps.length);
}

function advance(place: number, character: string, steps: readonly Step[], next: Set<number>): void {
  const step = steps[place];
  if (step === undefined) return;
  if (step.kind === 'folders') {
    next.add(place);
    if (character === '/') enter(place + 1, steps, next);
  } else if (step.accepts(character)) enter(step.kind === 'one' ? place + 1 : place, steps, next);
}

/** Steps that may stand for nothing let the next one begin as well. */
function enter(place: number, steps: readonly Step[], into: Set<number>): Set<number> {
  let at = place;
  into.add(at);
  for (let step = steps[at]; step !== undefined && step.kind !== 'one'; step = steps[at]) into.add(++at);
  return into;
}

function inName(character: string): boolean {
  return character !== '/';
}
