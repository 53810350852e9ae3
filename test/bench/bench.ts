import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { inflate } from '../../core/facts/inflate';
import { PACKED } from '../../core/lint/brokers/emqx/schema.generated';
import { analyzeText } from '../support/inspectAnalysis';
import { type LspClient, lspClient } from '../support/lspClient';
import { root, shared, sharedMissing } from '../support/root';
import { certificateRows } from './certs';
import { emqx, json, mosquitto, type Sample, SCHEMA, yaml } from './generate';
import { parsers } from './parsers';
import { scanRows } from './scan';

/** One language server of the comparison. */
interface Peer {
  readonly name: string;
  readonly server: string;
  readonly language: string;
  readonly extension: string;
  readonly make: (lines: number) => Sample;
  readonly pull: boolean;
  /** Fixed waiting time in the server's own source, taken off. */
  readonly debounce: number;
  readonly settings?: unknown;
}

const cache = path.join(root, '.cache/bench');
const work = mkdtempSync(path.join(os.tmpdir(), 'mqtt-security-bench-'));
const schemaFile = path.join(work, 'schema.json');
writeFileSync(schemaFile, JSON.stringify(SCHEMA));

const peers: readonly Peer[] = [
  {
    name: 'ours, Mosquitto',
    server: path.join(root, 'dist/server.js'),
    language: 'mosquitto',
    extension: 'conf',
    make: mosquitto,
    pull: true,
    debounce: 0,
  },
  {
    name: 'ours, EMQX',
    server: path.join(root, 'dist/server.js'),
    language: 'emqx',
    extension: 'hocon',
    make: emqx,
    pull: true,
    debounce: 0,
  },
  {
    name: 'JSON language server',
    server: path.join(cache, 'node_modules/vscode-langservers-extracted/bin/vscode-json-language-server'),
    language: 'json',
    extension: 'json',
    make: json,
    pull: true,
    debounce: 0,
    settings: { json: { validate: { enable: true }, schemas: [{ fileMatch: ['*.json'], schema: SCHEMA }] } },
  },
  {
    name: 'YAML language server',
    server: path.join(cache, 'node_modules/yaml-language-server/bin/yaml-language-server'),
    language: 'yaml',
    extension: 'yaml',
    make: yaml,
    pull: false,
    debounce: 200,
    settings: {
      yaml: {
        validate: true,
        schemaStore: { enable: false },
        schemas: { [pathToFileURL(schemaFile).href]: ['*.yaml'] },
      },
    },
  },
];

const CAPABILITIES = {
  workspace: { configuration: true, didChangeConfiguration: {} },
  textDocument: {
    synchronization: {},
    publishDiagnostics: { relatedInformation: true },
    completion: { completionItem: { snippetSupport: true } },
    hover: { contentFormat: ['markdown'] },
  },
};

function section(settings: unknown, name: string): unknown {
  return (settings as Record<string, unknown> | undefined)?.[name] ?? null;
}

async function start(peer: Peer): Promise<LspClient> {
  const diagnostic = peer.pull ? { diagnostic: { relatedDocumentSupport: true } } : {};
  const client = await lspClient({
    server: peer.server,
    folder: work,
    capabilities: { ...CAPABILITIES, textDocument: { ...CAPABILITIES.textDocument, ...diagnostic } },
    initializationOptions: { provideFormatter: true },
    answers: {
      'workspace/configuration': (params) =>
        (params as { items: { section?: string }[] }).items.map((item) => section(peer.settings, item.section ?? '')),
    },
  });
  if (peer.settings) client.notify('workspace/didChangeConfiguration', { settings: peer.settings });
  return client;
}

/** One open document whose diagnostics can be asked or waited for. */
function document(client: LspClient, peer: Peer, sample: Sample) {
  const uri = pathToFileURL(path.join(work, `sample.${peer.extension}`)).href;
  const textDocument = { uri };
  let version = 1;
  const diagnostics = async () => {
    if (peer.pull)
      return (await client.request<{ items: unknown[] }>('textDocument/diagnostic', { textDocument })).items;
    return (
      await client.received<{ uri: string; diagnostics: unknown[] }>(
        'textDocument/publishDiagnostics',
        (params) => params.uri === uri,
      )
    ).diagnostics;
  };
  return {
    open: () => {
      client.mark();
      client.notify('textDocument/didOpen', {
        textDocument: { uri, languageId: peer.language, version, text: sample.text },
      });
      return diagnostics();
    },
    type: (text: string, remove: number) => {
      client.mark();
      const { line, character } = sample.edit;
      const range = { start: { line, character }, end: { line, character: character + remove } };
      client.notify('textDocument/didChange', {
        textDocument: { uri, version: ++version },
        contentChanges: [{ range, text }],
      });
      return diagnostics();
    },
    complete: () =>
      client.request('textDocument/completion', {
        textDocument,
        position: { line: sample.edit.line + 1, character: 3 },
      }),
    hover: () =>
      client.request('textDocument/hover', { textDocument, position: { line: sample.edit.line, character: 4 } }),
  };
}

async function timed(run: () => unknown): Promise<number> {
  const started = performance.now();
  await run();
  return performance.now() - started;
}

const median = (numbers: readonly number[]) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN;
const ratio = (value: number, base: number) => `${(value / base).toFixed(2)}×`;

function table(title: string, head: readonly string[], rows: readonly (readonly string[])[]): void {
  console.log(`\n### ${title}\n\n| ${head.join(' | ')} |\n|${head.map(() => '---').join('|')}|`);
  for (const row of rows) console.log(`| ${row.join(' | ')} |`);
}

async function cold(): Promise<void> {
  const times = new Map<string, number[]>();
  const put = (name: string, time: number) => times.set(name, [...(times.get(name) ?? []), time]);
  for (let round = 0; round < 8; round++) {
    const bare = await timed(() => spawnSync(process.execPath, ['-e', '0']));
    if (round > 0) put('node -e 0', bare);
    for (const peer of peers) {
      const started = performance.now();
      const client = await start(peer);
      await document(client, peer, peer.make(200)).open();
      // The first round warms the disk cache and does not count.
      if (round > 0) put(peer.name, performance.now() - started - peer.debounce);
      await client.stop();
    }
  }
  const base = median(times.get('node -e 0') ?? []);
  table(
    'Start to first diagnostics, 200 lines (7 rounds, medians)',
    ['', '× `node -e 0`'],
    [...times].map(([name, list]) => [name, ratio(median(list), base)]),
  );
}

async function warm(): Promise<void> {
  const rows: string[][] = [];
  const sizes = [200, 2_000, 20_000];
  const keys = new Map<string, number[]>();
  for (const peer of peers) {
    for (const lines of sizes) {
      const client = await start(peer);
      const open = document(client, peer, peer.make(lines));
      const found = await open.open();
      const [typing, completing, hovering]: number[][] = [[], [], []];
      for (let i = 0; i < 24; i++) {
        const time = await timed(() => (i % 2 ? open.type('', 1) : open.type('1', 0)));
        if (i >= 4) typing?.push(time - peer.debounce);
      }
      for (let i = 0; i < 10; i++) completing?.push(await timed(open.complete));
      for (let i = 0; i < 10; i++) hovering?.push(await timed(open.hover));
      keys.set(`${peer.name} ${lines}`, [
        median(typing ?? []),
        median(completing ?? []),
        median(hovering ?? []),
        found.length,
      ]);
      await client.stop();
    }
  }
  for (const lines of sizes) {
    const base = keys.get(`JSON language server ${lines}`) ?? [];
    for (const peer of peers) {
      const row = keys.get(`${peer.name} ${lines}`) ?? [];
      rows.push([
        peer.name,
        String(lines),
        ...[0, 1, 2].map(
          (column) => `${ratio(row[column] ?? 0, base[column] ?? 1)} (${(row[column] ?? 0).toFixed(1)} ms)`,
        ),
        String(row[3]),
      ]);
    }
  }
  table(
    'Open document, beside the JSON language server (medians; the servers’ own debounce taken off)',
    ['', 'lines', 'keystroke → diagnostics', 'completion', 'hover', 'findings'],
    rows,
  );
}

/** Keystrokes in one very large file, as a client sees them: the whole process, framing included. */
async function large(): Promise<void> {
  const lines = 100_000;
  const rows: string[][] = [];
  let base = Number.NaN;
  for (const name of ['JSON language server', 'ours, Mosquitto', 'ours, EMQX']) {
    const peer = peers.find((candidate) => candidate.name === name);
    if (!peer) continue;
    const client = await start(peer);
    const open = document(client, peer, peer.make(lines));
    const opened = await timed(open.open);
    const typing: number[] = [];
    for (let i = 0; i < 24; i++) {
      const time = await timed(() => (i % 2 ? open.type('', 1) : open.type('1', 0)));
      if (i >= 4) typing.push(time);
    }
    await client.stop();
    const key = median(typing);
    if (Number.isNaN(base)) base = key;
    const verdict = key < 50 ? 'under 50 ms' : 'not under 50 ms';
    rows.push([name, `${opened.toFixed(0)} ms`, `${ratio(key, base)} (${key.toFixed(1)} ms)`, verdict]);
  }
  table(
    'A file of 100,000 lines, beside the JSON language server (20 keystrokes, median)',
    ['', 'opening', 'keystroke → diagnostics', ''],
    rows,
  );
}

function cli(): void {
  for (const [kind, extension] of [
    ['conf', 'conf'],
    ['json', 'json'],
  ] as const) {
    for (let i = 0; i < 1_000; i++) {
      const folder = path.join(work, kind, 'mosquitto', `d${Math.floor(i / 50)}`);
      mkdirSync(folder, { recursive: true });
      writeFileSync(path.join(folder, `f${i}.${extension}`), (kind === 'conf' ? mosquitto : json)(30).text);
    }
  }
  const floor = `const fs=require('fs'),p=require('path');let n=0;const seen=new Set(['listener']);(function walk(d){for(const e of fs.readdirSync(d,{withFileTypes:true})){const f=p.join(d,e.name);if(e.isDirectory())walk(f);else for(const l of fs.readFileSync(f,'utf8').split('\\n'))if(seen.has(l.split(' ')[0]))n++}})(process.argv[1]);`;
  const commands: readonly (readonly [string, readonly string[]])[] = [
    ['Node: walk, read, split, look up', [process.execPath, '-e', floor, path.join(work, 'conf')]],
    [
      'ours: check',
      [
        process.execPath,
        path.join(root, 'dist/cli.js'),
        'check',
        '--fail-on',
        'never',
        '--format',
        'json',
        path.join(work, 'conf'),
      ],
    ],
    [
      'biome lint (JSON)',
      [path.join(root, 'node_modules/.bin/biome'), 'lint', '--max-diagnostics=1', path.join(work, 'json')],
    ],
  ];
  const times = commands.map(() => [] as number[]);
  for (let round = 0; round < 6; round++) {
    commands.forEach(([, [command = '', ...args]], index) => {
      const started = performance.now();
      spawnSync(command, args, { cwd: work, maxBuffer: 1e9 });
      if (round > 0) times[index]?.push(performance.now() - started);
    });
  }
  const base = median(times[0] ?? []);
  table(
    'Command line over 1,000 files of 30 lines, whole process (5 rounds, medians)',
    ['', '× bare Node'],
    commands.map(([name], index) => [name, ratio(median(times[index] ?? []), base)]),
  );
}

/** Only the first use counts, as code that has not run before is slow. */
async function schemaLoad(): Promise<void> {
  const { unpackedIn, parsedIn } = await firstLoad();
  console.log(
    `\nEMQX's schema, first use in this process: unpacked ${unpackedIn.toFixed(1)} ms, JSON.parse ${parsedIn.toFixed(1)} ms`,
  );
}

async function firstLoad() {
  let text = '';
  const unpackedIn = await timed(() => {
    text = inflate(PACKED);
  });
  return { unpackedIn, parsedIn: await timed(() => JSON.parse(text)) };
}

async function engine(): Promise<void> {
  const rows: string[][] = [];
  for (const [broker, make] of [
    ['mosquitto', mosquitto],
    ['emqx', emqx],
  ] as const) {
    let first = Number.NaN;
    for (const lines of [1_000, 10_000, 100_000]) {
      const { text } = make(lines);
      const list: number[] = [];
      for (let i = 0; i < (lines > 50_000 ? 5 : 15); i++) list.push(await timed(() => analyzeText(text, broker)));
      const perLine = median(list) / lines;
      if (Number.isNaN(first)) first = perLine;
      rows.push([broker, String(lines), ratio(perLine, first), `${median(list).toFixed(1)} ms`]);
    }
  }
  table(
    'Parse, model and all rules in one process: time per line, relative to 1,000 lines',
    ['', 'lines', 'per line', 'whole'],
    rows,
  );
  if (sharedMissing) return console.log(`\nreal files: left out, ${sharedMissing}`);
  for (const [folder, broker] of [
    ['mosquitto', 'mosquitto'],
    ['emqx5', 'emqx'],
  ] as const) {
    const directory = path.join(shared, 'corpus', folder);
    const times: [number, string][] = [];
    for (const entry of readdirSync(directory, { withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const text = readFileSync(path.join(directory, entry.name), 'utf8');
      await analyzeText(text, broker);
      times.push([await timed(() => analyzeText(text, broker)), entry.name]);
    }
    const [slowest] = times.sort((a, b) => b[0] - a[0]);
    console.log(`\nreal files, ${broker}: ${times.length}, slowest ${slowest?.[0].toFixed(1)} ms`);
  }
}

async function scan(): Promise<void> {
  table(
    'TLS scan, whole process (7 rounds, medians of the ratio ours / theirs)',
    ['server', 'beside', ''],
    await scanRows(),
  );
}

async function certs(): Promise<void> {
  table(
    'Authority, server and client; medians, theirs is `openssl req` and `openssl x509`, five runs',
    ['key', 'ours is', ''],
    await certificateRows(),
  );
}

async function parse(): Promise<void> {
  const head = ['', 'size', 'speed', '`JSON.parse`'];
  table('Parsing the same data; megabytes of each one’s own text', head, await parsers(cache));
}

async function main(): Promise<void> {
  const wanted = process.argv.slice(2);
  const parts: Readonly<Record<string, () => void | Promise<void>>> = {
    schema: schemaLoad,
    cold,
    warm,
    large,
    cli,
    engine,
    parse,
    scan,
    certs,
  };
  for (const [name, run] of Object.entries(parts)) if (wanted.length === 0 || wanted.includes(name)) await run();
}

main()
  .catch((error) => {
    console.error(error);
    process.exitCode = 1;
  })
  .finally(() => rmSync(work, { recursive: true, force: true }));
