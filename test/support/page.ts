import { parseIp } from '../../core/facts/address';
import type { CertFacts, CrlFacts, KeyFacts, PublicKeyFacts } from '../../core/facts/certificate';
import { format } from '../../core/facts/message';
import {
  analyze,
  applyEdits,
  type BrokerId,
  brokers,
  defaultSettings,
  type Finding,
  LineIndex,
  together,
} from '../../core/lint';
import type { FileFacts } from '../../core/lint/host';
import { type MemoryFile, memoryHost } from './memoryHost';

/**
 * A rule's page: Markdown whose fences are tests. Under each `##` heading stand optional ```file NAME fences, a
 * ```mosquitto fence (or another broker's) whose caret lines are the expected findings, and an optional ```fixed fence: the
 * text after the first fix of every finding in the configuration above it. Several configurations of one section are judged
 * beside each other. Options stand behind the language: `version=2.0.11 now=2030-01-01 name=x.conf`.
 */
export interface PageCase {
  readonly title: string;
  readonly fires: boolean;
  /** The section's fences as the engine says they should be. */
  readonly actual: string;
  readonly expected: string;
}

/** Day on which pages are judged unless they say otherwise. */
const TODAY = '2026-01-15';

export async function runPage(markdown: string, rule: string): Promise<PageCase[]> {
  const sections = markdown.split(/^(?=## )/m).slice(1);
  const cases = await Promise.all(sections.map((section) => runSection(section, rule)));
  return cases.filter((result) => result !== undefined);
}

interface Fence {
  readonly info: string;
  readonly body: string;
  readonly whole: string;
}

function fences(section: string): Fence[] {
  return [...section.matchAll(/^```([^\n`]+)\n([\s\S]*?)^```$/gm)].map(([whole, info = '', body = '']) => ({
    info,
    body,
    whole,
  }));
}

/** A fence that is a configuration of its own. */
interface Main extends Fence {
  readonly broker: BrokerId;
  readonly root: string;
  readonly options: Readonly<Record<string, string>>;
}

async function runSection(section: string, rule: string): Promise<PageCase | undefined> {
  const all = fences(section);
  const mains = all.flatMap(mainOf);
  if (mains.length === 0) return undefined;
  const files: Record<string, MemoryFile> = {};
  for (const fence of all) {
    const file = fileOf(fence);
    if (file === undefined) continue;
    if (files[file]) throw new Error(`two fences of one section are ${file}: name one of them`);
    const [main] = mainOf(fence);
    files[file] = main ? { text: withoutCarets(main.body), mode: modeOf(main.options) } : readFile(fence);
  }
  return compare(section, all, files, await find(mains, files, rule));
}

function mainOf(fence: Fence): Main[] {
  const [id, ...words] = fence.info.split(' ');
  const broker = brokers.find((each) => each.id === id)?.id;
  if (broker === undefined) return [];
  const options = readOptions(words);
  return [{ ...fence, broker, options, root: `/config/${options.name ?? `${broker}.conf`}` }];
}

/** Which file the fence is; undefined where it is none. */
function fileOf(fence: Fence): string | undefined {
  const [kind, name = ''] = fence.info.split(' ');
  if (kind === 'file') return name.startsWith('/') ? name : `/config/${name}`;
  return mainOf(fence)[0]?.root;
}

/** Several configurations are judged beside each other. */
async function find(
  mains: readonly Main[],
  files: Readonly<Record<string, MemoryFile>>,
  rule: string,
): Promise<Finding[]> {
  const host = memoryHost(files);
  const found = await Promise.all(
    mains.map(({ root, broker, options }) => {
      const versions = options.version ? { [broker]: options.version } : {};
      const settings = { ...defaultSettings, versions, profile: 'strict' as const };
      return analyze(root, host, { broker, settings, now: Date.parse(options.now ?? TODAY) });
    }),
  );
  const analyses = found.filter((analysis) => analysis !== undefined);
  // Ignore comments are judged over all rules, everything else on a page is about its own rule.
  return together(analyses).flatMap(({ findings }) => findings.filter((finding) => finding.rule === rule));
}

function compare(
  section: string,
  all: readonly Fence[],
  files: Readonly<Record<string, MemoryFile>>,
  findings: readonly Finding[],
): PageCase {
  let actual = section;
  let main: Main | undefined;
  for (const fence of all) {
    main = mainOf(fence)[0] ?? main;
    const entry = files[fileOf(fence) ?? ''];
    const own = findings.filter(({ at }) => at.file === fileOf(fence));
    if (entry && 'text' in entry) actual = replaceBody(actual, fence, annotate(entry.text, own));
    else if (fence.info === 'fixed' && main) actual = replaceBody(actual, fence, fixed(main, findings));
  }
  return { title: /^## (.*)/.exec(section)?.[1] ?? '', fires: findings.length > 0, actual, expected: section };
}

function replaceBody(section: string, { info, whole }: Fence, body: string): string {
  return section.replace(whole, () => `\`\`\`${info}\n${body}\`\`\``);
}

/** The text after the first fix of every finding in it. */
function fixed({ root, body }: Main, findings: readonly Finding[]): string {
  const edits = findings.flatMap(({ fixes }) => fixes[0]?.edits ?? []).filter(({ span }) => span.file === root);
  return applyEdits(withoutCarets(body), edits);
}

const CARETS = /^ *\^+( .*)?\n/gm;

function withoutCarets(body: string): string {
  return body.replace(CARETS, '');
}

/** The text with a line of carets, level and message under every finding. */
function annotate(text: string, findings: readonly Finding[]): string {
  const lines = new LineIndex(text);
  const below = new Map<number, string[]>();
  for (const { at, level, kind, message } of findings) {
    const { line, column } = lines.position(at.start);
    const width = Math.max(1, Math.min(at.end, lines.lineEnd(line)) - at.start);
    const label = kind === 'fatal' ? `${level}, fatal` : level;
    const mark = `${' '.repeat(column)}${'^'.repeat(width)} ${label}: ${format(message)}`;
    below.set(line, [...(below.get(line) ?? []), mark]);
  }
  const ending = text.endsWith('\n') ? text : `${text}\n`;
  return ending
    .slice(0, -1)
    .split('\n')
    .flatMap((line, index) => [line, ...(below.get(index) ?? [])])
    .map((line) => `${line}\n`)
    .join('');
}

function readOptions(words: readonly string[]): Record<string, string> {
  // The value may hold a `=` itself: `subject=CN=broker`.
  const pairs = words.map((word) => /^([^=]+)=(.*)$/.exec(word)?.slice(1)).filter((pair) => pair !== undefined);
  return Object.fromEntries(pairs);
}

/**
 * A fence ```file NAME: text as it stands, unless its first line begins with `certificate`, `private-key`, `directory`,
 * `unreadable`, `loop`, `der`, `crl`, `pkcs7` or `dh-parameters`; `mode=644`, `link=true` and `repository=tracked` may stand behind NAME. Those lines describe what is in the file: `certificate subject="O=Example Ltd, CN=broker" notAfter=2026-01-20 key=A`.
 */
function readFile({ info, body }: Fence): MemoryFile {
  const options = readOptions(info.split(' ').slice(2));
  const mode = modeOf(options);
  const lines = withoutCarets(body).trim().split('\n');
  const [word = ''] = (lines[0] ?? '').split(' ');
  if (word === 'directory') return { facts: { kind: word, names: names(lines[0] ?? '') } };
  if (word === 'unreadable') return { facts: { kind: word } };
  if (word === 'loop') return { facts: { kind: 'unreadable', loop: true } };
  if (!['certificate', 'private-key', 'der', 'crl', 'dh-parameters', 'pkcs7'].includes(word)) {
    return { text: withoutCarets(body), mode, ...(options.link && { link: true }) };
  }
  const described = lines.map((line) => {
    const [first, ...options] = line.match(/[^\s"]+(?:"[^"]*")?/g) ?? [];
    return { word: first, options: readOptions(options.map((option) => option.replaceAll('"', ''))) };
  });
  const certificates = described
    .filter((line) => line.word === 'certificate')
    .map(({ options }) => certificate(options));
  const keys = described.filter((line) => line.word === 'private-key').map(({ options }) => privateKey(options));
  const crls = described.filter((line) => line.word === 'crl').map(({ options }) => crl(options));
  const dhBits = described.find((line) => line.word === 'dh-parameters')?.options.bits;
  const labels = described.map((line) => LABELS[line.word ?? ''] ?? '');
  const facts: FileFacts = {
    kind: 'file',
    mode: mode ?? 0o600,
    ...(options.link && { link: true }),
    ...((options.repository === 'tracked' || options.repository === 'open') && { repository: options.repository }),
    pem: {
      encoding: word === 'der' ? 'der' : 'pem',
      certificates,
      keys,
      labels,
      ...(crls.length > 0 ? { crls } : {}),
      ...(dhBits ? { dhBits: Number(dhBits) } : {}),
    },
  };
  return { facts };
}

const LABELS: Readonly<Record<string, string>> = {
  certificate: 'CERTIFICATE',
  'private-key': 'PRIVATE KEY',
  crl: 'X509 CRL',
  'dh-parameters': 'DH PARAMETERS',
  pkcs7: 'PKCS7',
};

/** `directory a,b`: what is in it; a bare `directory` does not tell. */
function names(line: string): readonly string[] | undefined {
  const list = line.split(' ')[1];
  return list?.split(',').filter((name) => name !== '-');
}

function modeOf({ mode }: Readonly<Record<string, string>>): number | undefined {
  return mode === undefined ? undefined : Number.parseInt(mode, 8);
}

function crl({ issuer = 'CN=Example CA', from = '2025-12-01', until }: Readonly<Record<string, string>>): CrlFacts {
  return { issuer, thisUpdate: Date.parse(from), nextUpdate: until === undefined ? undefined : Date.parse(until) };
}

function privateKey(options: Readonly<Record<string, string>>): KeyFacts {
  return options.encrypted === 'true' ? { encrypted: true } : { encrypted: false, key: publicKey(options) };
}

function publicKey({ key = 'A', type = 'ec', bits }: Readonly<Record<string, string>>): PublicKeyFacts {
  const ec = type === 'ec';
  return {
    type: type as PublicKeyFacts['type'],
    bits: bits ? Number(bits) : ec ? 256 : 2048,
    curve: ec ? 'prime256v1' : undefined,
    spki: key,
  };
}

function certificate(options: Readonly<Record<string, string>>): CertFacts {
  const {
    subject = 'CN=broker',
    issuer = 'CN=Example CA',
    notBefore = '2025-06-01',
    notAfter = '2027-01-01',
  } = options;
  return {
    subject,
    issuer,
    commonName: /CN=([^,]*)/.exec(subject)?.[1],
    serial: options.serial ?? '01',
    notBefore: Date.parse(notBefore),
    notAfter: Date.parse(notAfter),
    version: options.version === '1' ? 1 : 3,
    sans: (options.san ?? 'localhost')
      .split(',')
      .filter((value) => value !== '')
      .map((value) => ({ type: parseIp(value) ? 'ip' : 'dns', value })),
    key: publicKey(options),
    signatureAlgorithm: options.signature ?? 'ecdsa-with-SHA256',
    isCa: options.ca === undefined ? undefined : options.ca === 'true',
    pathLength: undefined,
    keyUsage: options.keyUsage?.split(','),
    extendedKeyUsage: options.usage?.split(','),
    subjectKeyId: options.keyId,
    authorityKeyId: options.issuerKeyId,
    ocspUrls: [],
    crlUrls: [],
    fingerprint: options.fingerprint ?? 'F0',
    selfSigned: subject === issuer,
  };
}
