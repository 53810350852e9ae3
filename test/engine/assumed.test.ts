import assert from 'node:assert/strict';
import { test } from 'node:test';
import { format } from '../../core/facts/message';
import { analysed } from '../features/support';

/** Without a `listener` above it 2.1 refuses the line in per-listener mode, and 2.0 takes it. */
const TEXT = 'per_listener_settings true\nacl_file acl\nlistener 1883 127.0.0.1\n';

async function notes(version?: string): Promise<readonly string[]> {
  const files = { '/etc/acl': { text: 'topic read a\n' } };
  const { findings } = await analysed(TEXT, { files, ...(version && { version }) });
  const fatal = findings.filter(({ rule, kind }) => rule === 'misplaced-directive' && kind === 'fatal');
  return fatal.flatMap(({ related }) => related.map(({ message }) => format(message)));
}

test('where no version is set, what stops the newest one only says so', async () => {
  assert.deepEqual(await notes(), ['said of 2.1.2, the newest version, for none is set; 2.0.22 does not stop here']);
  assert.deepEqual(await notes('2.1.2'), [], 'whoever names the version knows');
});

test('what stops both versions says nothing', async () => {
  const { findings } = await analysed('no_such_option true\n');
  const unknown = findings.find(({ rule }) => rule === 'unknown-directive');
  assert.equal(unknown?.kind, 'fatal');
  assert.deepEqual(unknown?.related, []);
});
