import assert from 'node:assert/strict';
import test from 'node:test';
import { schemaVersion } from '../../core/lint/brokers/emqx/schema-version';

for (const [version, expected] of [
  ['5.10', '5.10'],
  ['5.10.4', '5.10'],
  ['5.9.1', '5.8'],
  ['5.8.11', '5.8'],
  ['5.0.0', '5.8'],
  ['6.0.1', '5.10'],
  ['6.3.0', '6.3'],
  ['7.0', '6.3'],
] as const) {
  test(`EMQX ${version} is checked by the schema of ${expected}`, () => assert.equal(schemaVersion(version), expected));
}
