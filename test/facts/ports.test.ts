import assert from 'node:assert/strict';
import test from 'node:test';
import { KNOWN_PORTS, knownPort, promisesTls } from '../../core/facts/ports';

test('known ports are unique and in order', () => {
  const numbers = KNOWN_PORTS.map(({ port }) => port);
  assert.deepEqual(
    numbers,
    [...new Set(numbers)].sort((a, b) => a - b),
  );
});

test('a port promises TLS only where its number is known for it', () => {
  assert.deepEqual([8883, 8084, 443, 1883, 8083, 12345, 0, undefined].map(promisesTls), [
    true,
    true,
    true,
    false,
    false,
    false,
    false,
    false,
  ]);
  assert.equal(knownPort(1883)?.protocol, 'mqtt');
});
