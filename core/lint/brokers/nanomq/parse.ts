import type { FileId } from '../../source';
import { parseHocon } from '../../syntax/hocon';
import type { Entry, Tree, Value } from '../../tree';
import { flavourError, flavourOf } from './flavour';

/**
 * NanoMQ has a HOCON parser of its own (`nanolib/parser.y`), which takes more than that of EMQX: a line end separates
 * the items of a list, and paths, URLs and addresses need no quotes. The shared parser reads such a text as EMQX does and
 * complains; of its complaints only those about brackets and quotes that are never closed are passed on
 * (`language.ts`), for the rest NanoMQ may well accept. Items that EMQX glues together are taken apart again here.
 */
export function parse(file: FileId, text: string): Tree {
  const flavour = flavourOf(text);
  if (flavour !== 'hocon') {
    return { file, text, entries: [], comments: [], errors: [flavourError(text, flavour)] };
  }
  const tree = parseHocon(file, text);
  const entries = mapped(tree.entries, split);
  return entries === tree.entries ? tree : { ...tree, entries };
}

/** What need not change is kept as it is: nodes of the parser give their ranges when asked, and are not to be copied. */
function split(entry: Entry): Entry {
  const value = splitValue(entry.value);
  return value === entry.value ? entry : { path: entry.path, key: entry.key, value, range: entry.range };
}

function splitValue(value: Value): Value {
  if (value.kind === 'object') {
    const entries = mapped(value.entries, split);
    return entries === value.entries ? value : { kind: 'object', entries, range: value.range, parts: value.parts };
  }
  if (value.kind !== 'array') return value;
  const apart = value.items.some((item) => itemsOf(item) !== undefined);
  const items = mapped(apart ? value.items.flatMap((item) => itemsOf(item) ?? [item]) : value.items, splitValue);
  return items === value.items ? value : { kind: 'array', items, range: value.range, parts: value.parts };
}

function mapped<T>(list: readonly T[], change: (each: T) => T): readonly T[] {
  const changed = list.map(change);
  return changed.every((each, index) => each === list[index]) ? list : changed;
}

/** The items that EMQX would glue together; undefined: there is one. */
function itemsOf(item: Value): readonly Value[] | undefined {
  const parts: readonly Value[] | undefined = item.kind === 'missing' ? undefined : item.parts;
  return parts?.every(({ kind }) => kind === item.kind) ? parts : undefined;
}
