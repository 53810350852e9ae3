import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { format } from '../../core/facts/message';
import type { Translation } from '../../core/lint';
import emqx from '../../core/lint/brokers/emqx/broker';
import { KEYS, type Key, wordsOf } from '../../core/lint/brokers/emqx/flat/keys';
import { schema } from '../../core/lint/brokers/emqx/schema';
import { modelOf } from '../support/emqx';
import { shared, sharedMissing } from '../support/root';

/** Names in the places of the user's own ones. */
function concrete(key: string): string {
  return key
    .replace('zone.$name', 'zone.external')
    .replace(/\$name/g, 'external')
    .replace(/access\.\$id/, 'access.1')
    .replace(/\$\w+/g, 'a');
}

/** A value that 4.4 takes: the default, a word of the option, or one of its type. */
function sample(key: Key): string {
  if (key.standard !== '') return key.standard;
  const [word] = wordsOf(key);
  if (word !== undefined) return word;
  if (/duration/.test(key.datatype)) return '30s';
  if (key.datatype === 'bytesize') return '64KB';
  if (/integer|ip/.test(key.datatype)) return '1000';
  return key.datatype === 'float' ? '0.5' : 'some/text';
}

/** The lines without which the option stands in the air: its listener, and the zone of one. */
const CONTEXT = `node.name = emqx@127.0.0.1
allow_anonymous = false
acl_nomatch = deny
listener.tcp.external = 1883
listener.tcp.external.zone = external
listener.ssl.external = 8883
listener.ssl.external.verify = verify_peer
listener.ws.external = 8083
listener.wss.external = 8084
dashboard.listener.http = 127.0.0.1:18083
dashboard.listener.https = 127.0.0.1:18084
log.to = both
`;

function translate(options: readonly (readonly [string, string])[]): Translation {
  const names = new Set(options.map(([name]) => name));
  const context = CONTEXT.split('\n').filter((line) => !names.has(line.split(' = ')[0] ?? ''));
  const text = `${context.join('\n')}${options.map(([name, value]) => `${name} = ${value}`).join('\n')}\n`;
  const translation = emqx.translate({
    broker: emqx,
    version: '4.4',
    versionAssumed: true,
    root: '/etc/emqx.conf',
    trees: [emqx.parse('/etc/emqx.conf', text)],
    includes: [],
    references: [],
    fragment: false,
    unreadable: undefined,
    now: 0,
    expiryDays: 30,
  });
  assert.ok(translation, text);
  return translation;
}

/** What EMQX’s parser and schema say against the text. */
function refusals(text: string, version: string): string[] {
  return Object.entries(modelOf(text, { version }).language).flatMap(([rule, drafts]) =>
    // What 4.x counts in another unit or writes twice is no matter of the schema.
    rule === 'unitless-duration' ? [] : drafts.map(({ message }) => `${version} ${rule}: ${format(message)}`),
  );
}

/** Each option is translated, or said to be left with its reason. */
function assertTold({ text, left }: Translation, options: readonly (readonly [string, string])[]): void {
  const comments = text.split('\n').filter((line) => line.startsWith('# '));
  for (const { option } of left)
    assert.ok(
      comments.some((line) => line.startsWith(`# ${option} = `)),
      option,
    );
  const isLeft = new Set(left.map(({ option }) => option));
  const silent = options.filter(([name]) => !isLeft.has(name) && text.includes(`# ${name} = `));
  assert.deepEqual(silent, []);
}

test('every option of 4.4, alone: what is written passes the schema of 5.10, or the option is left with a reason', () => {
  assert.ok(KEYS.length > 780);
  let translated = 0;
  for (const key of KEYS) {
    const options = [[concrete(key.key), sample(key)]] as const;
    const translation = translate(options);
    assertTold(translation, options);
    assert.deepEqual(refusals(translation.text, '5.10'), [], `${options.join(' = ')}\n${translation.text}`);
    if (!translation.left.some(({ option }) => option === options[0][0])) translated++;
  }
  assert.ok(translated >= MOST, `translated: ${translated}`);
});

/** Fewer than this would mean that something is no longer translated. */
const MOST = 260;

test('all of them together pass the schema of every release', () => {
  const options = KEYS.map((key) => [concrete(key.key), sample(key)] as const);
  const translation = translate(options);
  assertTold(translation, options);
  for (const version of schema.versions) assert.deepEqual(refusals(translation.text, version), [], translation.text);
});

interface Shipped {
  readonly keys: readonly { readonly key: string; readonly shippedAs?: string; readonly shippedValue?: string }[];
}

test('so does what EMQX 4.4 ships', { skip: sharedMissing }, () => {
  const file = path.join(shared, 'reference/emqx4-keys.json');
  assert.ok(existsSync(file));
  const { keys }: Shipped = JSON.parse(readFileSync(file, 'utf8'));
  const options = keys.flatMap(({ shippedAs, shippedValue }) =>
    shippedAs !== undefined && shippedValue !== undefined ? [[shippedAs, shippedValue] as const] : [],
  );
  assert.ok(options.length > 300, String(options.length));
  const translation = translate(options);
  assertTold(translation, options);
  for (const version of schema.versions) assert.deepEqual(refusals(translation.text, version), [], translation.text);
  for (const option of options) {
    const { text } = translate([option]);
    assert.deepEqual(refusals(text, '5.10'), [], `${option.join(' = ')}\n${text}`);
  }
});
