import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { constants, deflateRawSync } from 'node:zlib';
import { inflate } from '../../core/facts/inflate';

/** Letters in no order that compresses, the same in every run. */
function noise(length: number): string {
  let text = '';
  for (let i = 0; text.length < length; i++) text += createHash('sha256').update(String(i)).digest('base64');
  return text.slice(0, length);
}

const TEXTS: readonly (readonly [name: string, text: string])[] = [
  ['nothing', ''],
  ['one letter', 'a'],
  ['a long run', 'ab'.repeat(50_000)],
  ['noise', noise(70_000)],
  ['noise that comes back', `${noise(30_000)}-${noise(30_000)}`],
  ['more than the first buffer', '{"name":"value"},'.repeat(40_000)],
];

for (const [name, text] of TEXTS) {
  test(`what zlib packs comes back: ${name}`, () => {
    for (const level of [0, 1, 9]) assert.equal(inflate(deflateRawSync(text, { level }).toString('base64')), text);
    const fixed = deflateRawSync(text, { strategy: constants.Z_FIXED });
    assert.equal(inflate(fixed.toString('base64')), text);
  });
}

test('what is no DEFLATE throws, and ends', () => {
  const packed = deflateRawSync(noise(1000)).toString('base64');
  assert.throws(() => inflate(packed.slice(0, 400)), RangeError);
  assert.throws(() => inflate(''), RangeError);
  assert.throws(() => inflate('////'), RangeError);
});
