import type { AccessList, AccessRule, AccessSubject, AccessUser } from '../../../model';
import { ACCESS_WORDS, accessParts } from '../../../syntax/acl-rule';
import type { Entry, Tree } from '../../../tree';

const ANONYMOUS: AccessSubject = { kind: 'anonymous' };
const EVERYONE: AccessSubject = { kind: 'everyone' };

/** What the lines mean: `topic` for the user above it or for clients without a name, `pattern` for everyone. */
export function accessListOf(tree: Tree): Pick<AccessList, 'file' | 'rules' | 'users'> {
  const rules: AccessRule[] = [];
  const users: AccessUser[] = [];
  let subject = ANONYMOUS;
  let under: string | undefined;
  for (const entry of tree.entries) {
    const [keyword] = entry.path;
    if (entry.value.kind !== 'scalar') continue;
    if (keyword === 'user') {
      under = entry.value.text;
      subject = { kind: 'user', name: under };
      users.push({ name: under, at: { file: tree.file, ...entry.value.range } });
    } else if (keyword === 'topic' || keyword === 'pattern') {
      rules.push(ruleOf(tree, entry, keyword === 'pattern' ? EVERYONE : subject, under));
    }
  }
  return { file: tree.file, rules, users };
}

function ruleOf(
  { file, text }: Tree,
  { key, value }: Entry,
  subject: AccessSubject,
  under: string | undefined,
): AccessRule {
  const { access, filter } = accessParts(text, value.range);
  const word = ACCESS_WORDS.find((known) => access && known === text.slice(access.start, access.end)) ?? 'readwrite';
  return {
    subject,
    permission: word === 'deny' ? 'deny' : 'allow',
    actions: word === 'deny' ? 'readwrite' : word,
    filter: text.slice(filter.start, filter.end),
    at: { file, start: filter.start, end: filter.end },
    keyword: { file, start: key.start, end: key.end },
    under,
  };
}
