import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { format } from '../../core/facts/message';
import { type Analysis, analyze, defaultSettings, LineIndex } from '../../core/lint/index';
import { pathIds } from '../../server/src/fileIds';
import { nodeHost } from '../../server/src/host';
import { shared, sharedMissing } from '../support/root';

/** One configuration and what four brokers made of it. */
interface OracleCase {
  readonly case: string;
  readonly config: string;
  /** Hexadecimal, where the text cannot show it. */
  readonly configBytes?: string;
  readonly args?: readonly string[];
  readonly files?: Readonly<Record<string, { readonly text?: string }>>;
  readonly results: Readonly<Record<string, Run>>;
}

interface Run {
  readonly exit: number | 'runs';
  readonly stderr: readonly string[];
  /** Sockets, e.g. `127.0.0.1:28831`, `[::]:1883`, `*:9001`. */
  readonly listening: readonly string[];
}

/** What neither the text nor the files that it names can tell. */
const BEYOND_THE_TEXT: readonly RegExp[] = [
  // Content of other files, which has rules of its own or none.
  /^ACL |^PW |^PSKFILE /,
  // Reload, name resolution, accounts, privileges and build options of the machine.
  /^RELOAD /,
  /^listener bad host$/,
  /^user nosuchuser$/,
  /^low port as mosquitto user$/,
  /^listener host:port$/,
  /^protocol before listener$/,
];

const top = mkdtempSync(path.join(tmpdir(), 'mqtt-security-reference-'));
after(() => rmSync(top, { recursive: true, force: true }));

function prepare(one: OracleCase, index: number): string {
  const directory = path.join(top, String(index));
  mkdirSync(path.join(directory, 'inc'), { recursive: true });
  const pki = path.join(shared, 'reference/pki');
  const fill = (text: string): string => text.replaceAll('RUN/', `${directory}/`).replaceAll('PKI/', `${pki}/`);
  for (const name of ['pw', 'pskf', 'acl']) writeFileSync(path.join(directory, name), '');
  for (const [name, { text = '' }] of Object.entries(one.files ?? {})) {
    mkdirSync(path.dirname(path.join(directory, name)), { recursive: true });
    writeFileSync(path.join(directory, name), fill(text));
  }
  const file = path.join(directory, 't.conf');
  const bytes = one.configBytes === undefined ? Buffer.from(one.config) : Buffer.from(one.configBytes, 'hex');
  writeFileSync(file, Buffer.from(fill(bytes.toString('latin1')), 'latin1'));
  return file;
}

async function analysisOf(file: string, version: string): Promise<Analysis> {
  const settings = { ...defaultSettings, versions: { mosquitto: version } };
  const host = nodeHost({ ids: pathIds, roots: [] });
  const analysis = await analyze(file, host, { settings, now: Date.now(), broker: 'mosquitto' });
  assert.ok(analysis);
  return analysis;
}

/** Ports that the model opens, `*` before those that other machines reach. */
function modelled({ model }: Analysis): string {
  const ports = model.listeners.flatMap(({ exposure, port }) => {
    if (exposure === 'unix-socket') return [];
    return [exposure === 'loopback' ? String(port.value) : `*${port.value}`];
  });
  return [...new Set(ports)].sort().join(' ');
}

function observed({ listening }: Run): string {
  const ports = listening.map((socket) => {
    const port = socket.slice(socket.lastIndexOf(':') + 1);
    return /^(?:127\.|\[::1\])/.test(socket) ? port : `*${port}`;
  });
  return [...new Set(ports)].sort().join(' ');
}

async function compare(one: OracleCase, file: string, version: string, run: Run): Promise<string | undefined> {
  const analysis = await analysisOf(file, version);
  const fatal = analysis.findings.filter(({ kind }) => kind === 'fatal');
  const said = fatal.map(({ rule, message }) => `${rule}: ${format(message)}`).join('; ');
  const name = `${one.case}, ${version}`;
  if ((run.exit !== 'runs') !== fatal.length > 0) {
    return `${name}: exit ${run.exit} (${run.stderr[0] ?? ''}); findings: ${said || 'none'}`;
  }
  const blamed = run.stderr.map((text) => /found at t\.conf:(\d+)/.exec(text)?.[1]).find((line) => line !== undefined);
  const lines = new LineIndex(readFileSync(file, 'utf8'));
  const named = fatal.map(({ at }) => (at.file === file ? lines.lineAt(at.start) + 1 : 0));
  if (blamed !== undefined && !named.includes(Number(blamed)) && !named.includes(0)) {
    return `${name}: the broker blames line ${blamed}, the findings ${named}`;
  }
  if (run.exit !== 'runs' || modelled(analysis) === observed(run)) return undefined;
  return `${name}: the broker listens on ${observed(run)}, the model on ${modelled(analysis)}`;
}

test('findings and listeners agree with recorded runs of 1.6.15, 2.0.11, 2.0.22 and 2.1.2', {
  skip: sharedMissing,
}, async (t) => {
  const recorded = JSON.parse(readFileSync(path.join(shared, 'reference/mosquitto-oracle.json'), 'utf8'));
  const cases: readonly OracleCase[] = recorded.cases;
  const wrong: string[] = [];
  let compared = 0;
  for (const [index, one] of cases.entries()) {
    if (one.args || BEYOND_THE_TEXT.some((pattern) => pattern.test(one.case))) continue;
    const file = prepare(one, index);
    for (const [version, run] of Object.entries(one.results)) {
      compared++;
      wrong.push(...[await compare(one, file, version, run)].flatMap((problem) => problem ?? []));
    }
  }
  t.diagnostic(`${compared - wrong.length} of ${compared} recorded verdicts agree`);
  assert.ok(compared > 600);
  assert.deepEqual(wrong, []);
});
