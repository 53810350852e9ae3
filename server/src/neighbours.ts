import type { Catalogue } from '../../core/facts/message';
import { type Analysis, type FileId, type Finding, together } from '../../core/lint/index';
import { type Converter, converter } from './convert';
import type { Documents } from './documents';
import type { Result } from './linting';
import { parentOf } from './recorder';

/** Results by those that they are made of. */
type Judged = ReadonlyMap<Result, Result>;

/**
 * → a function from the results of one place to each with what shows only beside the others, or itself where nothing
 * does. What it gives for the same results is the same.
 */
export function neighbours(
  uriOf: Documents['uriOf'],
  catalogue: Catalogue | undefined,
): (group: readonly Result[]) => Judged {
  const last = new WeakMap<Result, { readonly group: readonly Result[]; readonly judged: Judged }>();
  return (group) => {
    const [first] = group;
    const known = first && last.get(first);
    if (known && isSame(known.group, group)) return known.judged;
    const judged = judgedTogether(group, uriOf, catalogue);
    if (first) last.set(first, { group, judged });
    return judged;
  };
}

function judgedTogether(group: readonly Result[], uriOf: Documents['uriOf'], catalogue: Catalogue | undefined): Judged {
  const analysed = group.flatMap((result) => (result.analysis ? [{ result, analysis: result.analysis }] : []));
  const analyses = together(analysed.map(({ analysis }) => analysis));
  const texts = analysed.flatMap(({ analysis }) => analysis.sources);
  const pairs = analysed.map(({ result }, index): readonly [Result, Result] => {
    const analysis = analyses[index];
    if (!analysis || analysis === result.analysis) return [result, result];
    const wide = () => converter({ texts: [...analysis.sources, ...texts], uriOf, catalogue });
    return [result, { ...result, analysis, converter: reachingOut(analysis, result.converter, wide) }];
  });
  return new Map(pairs);
}

/** What lies in the configuration's own files is converted as before, and kept for the next analysis. */
function reachingOut({ sources }: Analysis, own: Converter, make: () => Converter): Converter {
  const files = new Set(sources.map(({ file }) => file));
  const isOwn = ({ related }: Finding) => related.every(({ at }) => files.has(at.file));
  let wide: Converter | undefined;
  return {
    ...own,
    diagnostic(finding) {
      if (isOwn(finding)) return own.diagnostic(finding);
      wide ??= make();
      return wide.diagnostic(finding);
    },
  };
}

export function isSame(a: readonly Result[], b: readonly Result[]): boolean {
  return a.length === b.length && a.every((result, index) => result === b[index]);
}

/**
 * What a file belongs to with others: the innermost workspace folder around it, else its own directory. Undefined for
 * a document that lies nowhere.
 */
export function placeOf(file: FileId, folders: readonly FileId[]): FileId | undefined {
  const around = folders.filter((folder) => file.startsWith(`${folder}/`)).sort((a, b) => b.length - a.length);
  return around[0] ?? (file.includes('/') ? parentOf(file) : undefined);
}
