import { type Message, t } from '../../../../../facts/message';
import type { Description, EditorFacts, OutlineItem } from '../../../../broker';
import type { PasswordHash } from '../../../../model';
import type { Entry, Tree } from '../../../../tree';
import { hashOf } from '../passwords';

/** Names are shown, what proves them is not. */
export const passwordEditor: EditorFacts = { complete: () => [], describe: describePassword, outline };

export const pskEditor: EditorFacts = { complete: () => [], describe: () => undefined, outline };

function describePassword({ entries }: Tree, offset: number): Description | undefined {
  const entry = entries.find(({ range }) => range.start <= offset && offset <= range.end);
  if (entry?.value.kind !== 'scalar') return undefined;
  const hash = hashOf(entry.value.text);
  const range = offset <= entry.key.end ? entry.key : entry.value.range;
  return { range, title: entry.path[0] ?? '', doc: DOCS[hash.kind], facts: factsOf(hash) };
}

const DOCS: Readonly<Record<PasswordHash['kind'], Message>> = {
  plain: t(
    'No hash: the password stands here as it is, and the broker does not accept it. mosquitto_passwd -U hashes the file.',
  ),
  foreign: t('A hash of a kind that Mosquitto does not read.'),
  damaged: t('A hash that is cut short or damaged.'),
  sha512: t('One round of salted SHA-512, the only kind that Mosquitto 1.x reads; it is guessed quickly.'),
  'pbkdf2-sha512': t('PBKDF2 with SHA-512, since Mosquitto 2.0. More iterations make guessing slower.'),
  argon2: t('Argon2id, since Mosquitto 2.1 where it was built in.'),
};

function factsOf(hash: PasswordHash): Description['facts'] {
  return hash.kind === 'pbkdf2-sha512' ? [{ name: t('Iterations'), value: String(hash.iterations) }] : [];
}

function outline({ entries }: Tree): readonly OutlineItem[] {
  return entries.map(({ path, key, range }: Entry) => ({
    name: path[0] ?? '',
    kind: 'section',
    range,
    selection: key,
    children: [],
  }));
}
