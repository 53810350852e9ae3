import { applyEdits, type Edit } from '../../../source';
import { isTuple, word } from '../../../syntax/erlang-terms';
import type { Tree, Value } from '../../../tree';

const KINDS: Readonly<Record<string, string>> = { user: 'username', client: 'clientid' };
const PLACEHOLDERS: Readonly<Record<string, string>> = { '%c': '${clientid}', '%u': '${username}' };

/** An access list of 4.x in the words of 5.x; layout and comments stay. */
export function translateAccessList(tree: Tree): string {
  const edits = tree.entries.flatMap(({ value }) => {
    if (value.kind !== 'array') return [];
    const [who, action, topics] = value.items;
    return [...subject(tree, who), ...rename(tree, action, { pubsub: 'all' }), ...filters(tree, topics)];
  });
  return applyEdits(tree.text, edits);
}

/** `{user, "a"}`, also within `{'and', […]}`. */
function subject(tree: Tree, who: Value | undefined): Edit[] {
  if (who?.kind !== 'array') return [];
  const { items } = who;
  const [kind, argument] = items;
  if (!isTuple(tree, who)) return items.flatMap((item) => subject(tree, item));
  return [...rename(tree, kind, KINDS), ...subject(tree, argument)];
}

function rename({ file }: Tree, value: Value | undefined, words: Readonly<Record<string, string>>): Edit[] {
  const text = words[word(value) ?? ''];
  return value && text !== undefined ? [{ span: { file, start: value.range.start, end: value.range.end }, text }] : [];
}

/** A placeholder is a whole level in both generations. */
function filters({ file, text }: Tree, topics: Value | undefined): Edit[] {
  if (!topics) return [];
  const { start, end } = topics.range;
  return [...text.slice(start, end).matchAll(/(?<=["/])%[cu](?=["/])/g)].map((match) => {
    const at = start + match.index;
    return { span: { file, start: at, end: at + 2 }, text: PLACEHOLDERS[match[0]] ?? match[0] };
  });
}
