import { t } from '../../../../facts/message';
import type { Completion, Description, EditorFacts, OutlineItem, Token } from '../../../broker';
import type { Entry, Tree } from '../../../tree';
import { isSecret } from '../secret-names';
import { KEYS, keyOf, wordsOf } from './keys';
import { fileRole } from './view';

/** Flat files have full names in every line, so all of them are offered, and after `=` what the option takes. */
export const flatEditor: Required<Pick<EditorFacts, 'complete' | 'describe' | 'outline' | 'tokens'>> = {
  complete,
  describe,
  outline,
  tokens,
};

function complete({ text, entries }: Tree, offset: number): readonly Completion[] {
  const start = offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
  const typed = text.slice(start, offset);
  if (/^\s*#/.test(typed)) return [];
  const assignment = /^\s*([^\s=]+)\s*=\s*(\S*)$/.exec(typed);
  if (assignment) {
    const key = keyOf((assignment[1] ?? '').split('.'));
    const range = { start: offset - (assignment[2] ?? '').length, end: offset };
    return (key ? wordsOf(key) : []).map((word) => ({ label: word, kind: 'value', range, insert: word }));
  }
  const word = /^\s*(\S*)$/.exec(typed)?.[1];
  if (word === undefined) return [];
  const taken = new Set(entries.map(({ path }) => path.join('.')));
  const range = { start: offset - word.length, end: offset };
  return KEYS.filter(({ key }) => !taken.has(key)).map(({ key, standard, datatype, doc }) => ({
    label: key,
    kind: 'directive',
    range,
    insert: `${key.replace(/\$(\w+)/g, (_, name: string) => `\${1:${name}}`)} = \${2:${standard.replace(/[\\$}]/g, '\\$&')}}`,
    snippet: true,
    detail: datatype,
    ...(doc === '' ? {} : { doc: { template: doc, args: {} } }),
  }));
}

function describe({ entries }: Tree, offset: number): Description | undefined {
  const entry = entries.find(({ key }) => key.start <= offset && offset <= key.end);
  const known = entry && keyOf(entry.path);
  if (!entry || !known) return undefined;
  const { datatype, standard, successor, doc, key } = known;
  return {
    range: entry.key,
    title: key,
    doc: doc === '' ? t('an option of EMQX 4.x') : { template: doc, args: {} },
    facts: [
      { name: t('Type'), value: datatype },
      ...(standard === '' ? [] : [{ name: t('Default'), value: standard }]),
      ...(successor === '' ? [] : [{ name: t('In EMQX 5'), value: successor }]),
    ],
  };
}

function tokens({ entries }: Tree): readonly Token[] {
  return entries.flatMap(({ path, key, value }): Token[] => {
    const known = keyOf(path);
    const name: Token[] = known ? [{ range: key, kind: 'directive' }] : [];
    if (!known || value.kind !== 'scalar') return name;
    if (wordsOf(known).includes(value.text)) return [...name, { range: value.range, kind: 'word' }];
    return fileRole(path) ? [...name, { range: value.range, kind: 'path' }] : name;
  });
}

/** Runs of options that share their listener, zone or plugin. */
function outline({ entries }: Tree): readonly OutlineItem[] {
  const groups = new Map<string, Entry[]>();
  for (const entry of entries) {
    const depth = /^(?:listener|zone|auth)$/.test(entry.path[0] ?? '') ? (entry.path[0] === 'listener' ? 3 : 2) : 1;
    const name = entry.path.slice(0, depth).join('.');
    const last = [...groups.keys()].at(-1);
    const group = last === name ? groups.get(name) : undefined;
    if (group) group.push(entry);
    else if (!groups.has(name)) groups.set(name, [entry]);
    else groups.get(name)?.push(entry);
  }
  return [...groups].map(([name, members]) => groupItem(name, members));
}

function groupItem(name: string, members: readonly Entry[]): OutlineItem {
  const [first] = members;
  const last = members.at(-1);
  if (!first || !last) throw new RangeError('a group is never empty');
  const listener = members.find(({ path }) => path.join('.') === name)?.value;
  return {
    name,
    ...(listener?.kind === 'scalar' && !isSecret(first.path) ? { detail: listener.text } : {}),
    kind: first.path[0] === 'listener' ? 'listener' : 'section',
    range: { start: first.range.start, end: last.range.end },
    selection: first.key,
    children: [],
  };
}
