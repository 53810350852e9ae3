import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { format } from '../../core/facts/message';
import { analyze, defaultSettings } from '../../core/lint';
import { memoryHost } from '../support/memoryHost';
import { shared, sharedMissing } from '../support/root';

/** Files of the EMQX repository that EMQX itself refuses, and why. */
const REFUSED: Readonly<Record<string, RegExp>> = {
  // Written for 5.0, and never read: the options of sockets have other names since then.
  'emqx_gateway.conf.example': /EMQX knows no “(?:tcp|ssl|udp|dtls)” in gateway\./,
  // The last item of a list has a comma behind it.
  'plugins.conf.example': /comma after the last item/,
  'cinfo-authn.conf': /comma after the last item/,
  // An example of 6.3.
  'mqtt.conf.example': /“subscription_message_filter”/,
  // Of a test of a bridge, in words of its own.
  'config.hocon': /EMQX knows no “example” in bridges/,
};

test('every version starts with the files that EMQX ships', { skip: sharedMissing }, async () => {
  const folder = path.join(shared, 'corpus', 'emqx5');
  const names = readdirSync(folder).filter((name) => name.startsWith('emqx__emqx__'));
  assert.ok(names.length > 30);
  const refused: string[] = [];
  for (const version of ['5.8', '5.10', '6.3']) {
    for (const name of names) {
      const text = readFileSync(path.join(folder, name), 'utf8');
      const host = memoryHost({ [`/etc/${name}`]: { text } });
      const settings = { ...defaultSettings, versions: { emqx: version }, rules: { 'file-missing': 'off' } as const };
      const analysis = await analyze(`/etc/${name}`, host, { settings, now: 0, broker: 'emqx' });
      const fatal = (analysis?.findings ?? [])
        .filter(({ kind }) => kind === 'fatal')
        .map(({ message }) => format(message));
      const known = Object.entries(REFUSED).find(([end]) => name.endsWith(end))?.[1];
      refused.push(
        ...fatal.filter((message) => !known?.test(message)).map((message) => `${name} in ${version}: ${message}`),
      );
    }
  }
  assert.deepEqual(refused, []);
});
