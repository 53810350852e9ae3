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
  return { ...tree, entries: tree.entries.map(split) };
}

function split(entry: Entry): Entry {
  return { ...entry, value: splitValue(entry.value) };
}

function splitValue(value: Value): Value {
  if (value.kind === 'object') return { ...value, entries: value.entries.map(split) };
  if (value.kind !== 'array') return value;
  return { ...value, items: value.items.flatMap(itemsOf).map(splitValue) };
}

function itemsOf(item: Value): readonly Value[] {
  if (item.kind === 'missing' || !item.parts) return [item];
  const parts: readonly Value[] = item.parts;
  return parts.every(({ kind }) => kind === item.kind) ? parts : [item];
}
