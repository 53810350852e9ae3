import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { format } from '../../core/facts/message';
import emqx from '../../core/lint/brokers/emqx/broker';
import type { Draft } from '../../core/lint/finding';
import cipherUnknown from '../../core/lint/rules/cipher-unknown';
import clientCertificateContradiction from '../../core/lint/rules/client-certificate-contradiction';
import tlsVersionInvalid from '../../core/lint/rules/tls-version-invalid';
import { LineIndex } from '../../core/lint/source';
import { modelOf } from '../support/emqx';
import { shared, sharedMissing } from '../support/root';

interface Outcome {
  readonly result: 'ok' | 'schema_error' | 'parse_error';
  readonly errors?: readonly { readonly path?: string; readonly unknown?: string; readonly reason?: string }[];
  readonly dropped_roots?: readonly string[];
  readonly line?: number;
}

interface OracleCase extends Outcome {
  readonly input: string;
  readonly 'in_5.8'?: Outcome;
  readonly 'in_6.3'?: Outcome;
}

const file = path.join(shared, 'reference/emqx-oracle.json');
const { cases }: { cases: OracleCase[] } = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { cases: [] };

test('fatal findings agree with EMQX’s own schema', { skip: sharedMissing }, async (context) => {
  assert.equal(cases.length, 60);
  for (const oracle of cases) {
    for (const version of emqx.versions) {
      const outcome =
        version === '5.8' ? (oracle['in_5.8'] ?? oracle) : version === '6.3' ? (oracle['in_6.3'] ?? oracle) : oracle;
      await context.test(`${version}: ${JSON.stringify(oracle.input)}`, () => agree(oracle.input, outcome, version));
    }
  }
});

function agree(input: string, outcome: Outcome, version: string): void {
  const model = modelOf(input, { version });
  const rules = [tlsVersionInvalid, cipherUnknown, clientCertificateContradiction].flatMap((rule) => [
    ...rule.check(model),
  ]);
  // A missing ACL file is the loader's business: the reference says that it is fatal.
  const references = model.references
    .filter(({ fatal }) => fatal)
    .map(({ at }): Draft => ({ at, message: { template: 'file', args: {} } }));
  const language = Object.entries(model.language).flatMap(([, drafts]) => drafts);
  const fatal = [...language, ...rules].filter(({ kind }) => kind === 'fatal');
  const found = [...fatal, ...references];
  assert.equal(found.length > 0, outcome.result !== 'ok', found.map(({ message }) => format(message)).join('\n'));
  assert.deepEqual(
    model.language['ignored-root'].map(({ at }) => input.slice(at.start, at.end)),
    outcome.dropped_roots ?? [],
  );
  const lines = new LineIndex(input);
  for (const { at } of found) assert.equal(lines.lineAt(at.start), 0);
  // Each refused path is named by a finding: its last segment, or the unknown keys, is what the finding points at or into.
  for (const { unknown } of outcome.errors ?? []) {
    for (const key of unknown?.split(',') ?? []) {
      assert.ok(
        found.some(({ at }) => input.slice(at.start, at.end) === key),
        key,
      );
    }
  }
}
