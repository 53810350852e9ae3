import { t } from '../../../facts/message';
import { nearest } from '../../../facts/nearest';
import type { Draft } from '../../finding';
import { nameSpan } from '../../hocon-view';
import type { HoconNode } from '../../syntax/hocon-resolve';
import type { Tree } from '../../tree';
import { FORMER, formerPath } from './former-keys';
import { schema } from './schema';
import { rename } from './schema-stray';

/** EMQX drops a root that it does not know without a word. */
export function ignoredRoots(root: HoconNode, trees: readonly Tree[], version: string): Draft[] {
  if (isForeign(root)) return [];
  const variables = substituted(trees);
  return [...root.children].flatMap(([name, node]) => {
    const field = schema.roots.fields.get(name);
    if (field?.versions.includes(version) || variables.has(name)) return [];
    return [draft(name, node, version, field?.versions)];
  });
}

/** Several roots and none that EMQX ever had: the file of a plugin or of another program, not of the broker. */
function isForeign(root: HoconNode): boolean {
  const names = [...root.children.keys()];
  return (
    names.length > 1 &&
    !names.some((name) => schema.roots.fields.has(name) || FORMER[name] || nearest(name, schema.roots.fields.keys()))
  );
}

/** First segments of all substitutions: a field that only serves them is meant to mean nothing to EMQX. */
function substituted(trees: readonly Tree[]): ReadonlySet<string> {
  return new Set(
    trees.flatMap(({ text }) => [...text.matchAll(/\$\{\??([A-Za-z][A-Za-z0-9_-]*)/g)].map((match) => match[1] ?? '')),
  );
}

function draft(name: string, node: HoconNode, version: string, versions: readonly string[] | undefined): Draft {
  const at = nameSpan(node);
  const kind = 'correctness';
  const former = formerPath(node) ?? FORMER[name];
  if (versions && former) {
    return {
      at,
      kind,
      message: t('EMQX {version} drops “{name}” without a word (known in {versions}): use {former}', {
        version,
        name,
        versions: versions.join(', '),
        former,
      }),
    };
  }
  if (versions) {
    return {
      at,
      kind,
      message: t('EMQX {version} drops “{name}” without a word: it is known in {versions}', {
        version,
        name,
        versions: versions.join(', '),
      }),
    };
  }
  if (former) return { at, kind, message: t('EMQX 5 drops “{name}” without a word: write {former}', { name, former }) };
  const known = [...schema.roots.fields.values()]
    .filter((field) => field.versions.includes(version))
    .map((field) => field.name);
  const guess = nearest(name, known);
  if (guess === undefined)
    return { at, kind, message: t('EMQX knows no “{name}” and drops it without a word', { name }) };
  const message = t('EMQX knows no “{name}” and drops it without a word: did you mean “{guess}”', { name, guess });
  return { at, kind, message, fixes: rename(node, guess, false) };
}
