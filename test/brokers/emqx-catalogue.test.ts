import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { format } from '../../core/facts/message';
import { analyze, type BrokerId, defaultSettings, type Finding, LineIndex, type Settings } from '../../core/lint';
import { memoryHost } from '../support/memoryHost';
import { shared, sharedMissing } from '../support/root';
import { ACCESS } from './emqx-catalogue/access';
import { CERTIFICATES } from './emqx-catalogue/certificates';
import { CORRECTNESS } from './emqx-catalogue/correctness';
import { FLAT } from './emqx-catalogue/flat';
import { LISTENERS } from './emqx-catalogue/listeners';
import { NANOMQ } from './emqx-catalogue/nanomq';
import { NGINX } from './emqx-catalogue/nginx';
import { NODE_RULES } from './emqx-catalogue/node';
import type { Row } from './emqx-catalogue/row';
import { TLS } from './emqx-catalogue/tls';

const GROUPS: readonly (readonly [string, readonly Row[]])[] = [
  ['TLS', TLS],
  ['client certificates', CERTIFICATES],
  ['listeners', LISTENERS],
  ['who may do what', ACCESS],
  ['cluster and node', NODE_RULES],
  ['schema and language', CORRECTNESS],
  ['EMQX 4.x', FLAT],
  ['NanoMQ', NANOMQ],
  ['nginx', NGINX],
];

const NAMES: Readonly<Record<BrokerId, string>> = {
  emqx: '/etc/emqx/emqx.conf',
  nanomq: '/etc/nanomq.conf',
  nginx: '/etc/nginx/nginx.conf',
  mosquitto: '/etc/mosquitto.conf',
};

/** Entries that a small text cannot make, and why. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  B14: 'the facts of a key file: test/rules/private-key-permissions.md',
  B15: 'a release of Erlang, of which no configuration tells',
  I5: 'what stands in the certificate: test/brokers/nginx-stapling.test.ts',
  I11: 'two files of two programs',
  I17: 'the facts of a key file: test/rules/private-key-permissions.md',
  I18: 'the facts of a parameter file: test/rules/dhparam-weak.md',
};

const catalogue = path.join(shared, 'reference/emqx-rules.md');

test('every entry of the catalogue has a row', { skip: sharedMissing }, () => {
  const entries = [...readFileSync(catalogue, 'utf8').matchAll(/### ([A-I]\d+)/g)].map((match) => match[1] ?? '');
  assert.equal(entries.length, 153);
  const rows = new Set(GROUPS.flatMap(([, each]) => each.map(({ id }) => id)));
  const without = entries.filter((id) => !rows.has(id) && !(id in ELSEWHERE));
  assert.deepEqual(without, []);
});

for (const [title, rows] of GROUPS) {
  test(`the catalogue of mistakes: ${title}`, async (context) => {
    for (const row of rows) {
      const [wanted, line] = row.says;
      await context.test(`${row.id} ${wanted}: ${JSON.stringify(row.text).slice(0, 100)}`, async () => {
        const found = await findingsOf(row, row.text);
        const own = found.filter(({ rule }) => rule === wanted);
        assert.ok(
          own.some((each) => each.line === line),
          `wanted ${wanted} in line ${line}, found\n${found.map((each) => `  ${each.line}: ${each.text}`).join('\n')}`,
        );
        if (row.level)
          assert.ok(
            own.some(({ level }) => level === row.level),
            own.map(({ level }) => level).join(),
          );
        if (row.sound === undefined) return;
        const silent = (await findingsOf(row, row.sound)).filter(({ rule }) => rule === wanted);
        assert.deepEqual(
          silent.map(({ text }) => text),
          [],
          'the sound counterpart',
        );
      });
    }
  });
}

interface Found {
  readonly rule: string;
  readonly line: number;
  readonly level: Finding['level'];
  readonly text: string;
}

async function findingsOf(row: Row, text: string): Promise<Found[]> {
  const { broker = 'emqx', version, profile = 'strict', name = NAMES[broker] } = row;
  const files = Object.fromEntries(Object.entries(row.files ?? {}).map(([path, content]) => [path, { text: content }]));
  const host = memoryHost({ ...files, [name]: { text, mode: row.mode } });
  const versions = version === undefined ? {} : { [broker]: version };
  const settings: Settings = { ...defaultSettings, profile, versions };
  const analysis = await analyze(name, host, { settings, now: Date.UTC(2026, 0, 15), broker });
  assert.ok(analysis);
  return analysis.findings.map(({ rule, level, kind, at, message }) => {
    const inside = analysis.workspace.trees.find(({ file }) => file === at.file)?.text ?? row.files?.[at.file] ?? text;
    const line = new LineIndex(inside).lineAt(at.start) + 1;
    return { rule, line, level, text: `${kind} ${level} [${rule}] ${format(message)}` };
  });
}
