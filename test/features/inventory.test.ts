import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inventory } from '../../core/lint';
import { analysed, CERTIFICATE } from './support';

test('inventory: what somebody wrote, and defaults only where they are in use', async () => {
  const text = 'listeners.tcp.default.bind = 1883\nlisteners.ssl.default.ssl_options.certfile = "/etc/c.crt"\n';
  const { model } = await analysed(text, { broker: 'emqx', files: { '/etc/c.crt': CERTIFICATE } });
  const files = Object.fromEntries(inventory(model).map(({ label, files: named }) => [label, named.length]));
  assert.equal(files['listeners.tcp.default'], 0);
  const ssl = inventory(model).find(({ label }) => label === 'listeners.ssl.default');
  const own = ssl?.files.find(({ role }) => role === 'certificate');
  assert.deepEqual([own?.state, own?.certificates.length], ['present', 1]);
});

test('inventory: a missing file whose folder is missing too may be on another machine', async () => {
  const text = 'listener 8883\ncertfile /srv/a.crt\nkeyfile b.key\n';
  const away = { facts: { kind: 'missing', directoryExists: false } } as const;
  const { model } = await analysed(text, { files: { '/srv/a.crt': away, '/etc/b.key': away } });
  const [entry] = inventory(model).filter(({ label }) => label.includes('8883'));
  assert.deepEqual(
    entry?.files.map(({ state, elsewhere }) => [state, elsewhere]),
    [
      ['missing', true],
      ['missing', undefined],
    ],
  );
});
