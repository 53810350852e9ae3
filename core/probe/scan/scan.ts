import { isIP, type Socket } from 'node:net';
import { t } from '../../facts/message';
import { clock } from '../clock';
import { CANCELLED, FailureError, failureOf, within } from '../deadline';
import type { Problem } from '../event';
import { resolve } from '../stages/dns';
import { connectFirst, connectTcp } from '../stages/tcp';
import { askAlpn } from './alpn';
import type { CertificateReader } from './certificates';
import { askExtras, askFallback, type Extras } from './extras';
import { featuresOf } from './features';
import { findingsOf } from './findings';
import { gradeOf } from './grade';
import { type Asking, enumerate, type Lane, suiteName } from './lane';
import { type Line, openLine } from './line';
import { refusalOf } from './refusal';
import { GROUPS, nameOf, SIGNATURES } from './registry';
import type { ScanOptions, ScanOutcome, ScanResult, ScanTarget } from './result';
import { askSsl2, type Ssl2Answer } from './ssl2';
import { eachVersion, SCAN_VERSIONS } from './versions';

/** The code of the problem where nobody agreed to a scan of that address. */
export const NOT_CONFIRMED = 'NOT_CONFIRMED';

const DEFAULTS = { timeoutMs: 5000, totalMs: 60_000, concurrency: 4 } as const;

/**
 * Finds out what a TLS server accepts, with ClientHello messages of its own making. Never rejects: what goes wrong is the
 * outcome's problem. Connects to one address only.
 */
export async function scan(target: ScanTarget, options: ScanOptions): Promise<ScanOutcome> {
  const started = clock();
  const stop = new AbortController();
  const cancel = () => stop.abort(new FailureError({ code: CANCELLED, text: 'cancelled' }));
  if (options.signal?.aborted) cancel();
  options.signal?.addEventListener('abort', cancel, { once: true });
  const timer = setTimeout(() => stop.abort(), options.totalMs ?? DEFAULTS.totalMs);
  try {
    const { address, socket } = await reach(target, options, stop.signal);
    stop.signal.addEventListener('abort', () => socket.destroy(), { once: true });
    return await scanAddress({ target, options, address, socket, signal: stop.signal, started });
  } catch (error) {
    return { ok: false, problem: await problemOf(error, target, options) };
  } finally {
    clearTimeout(timer);
    options.signal?.removeEventListener('abort', cancel);
    stop.abort();
  }
}

interface Task {
  readonly target: ScanTarget;
  readonly options: ScanOptions;
  readonly address: string;
  /** The connection that showed which address answers. */
  readonly socket: Socket;
  readonly signal: AbortSignal;
  readonly started: number;
}

/** The address that answers; where there are several, the first that takes a connection. */
async function reach(
  target: ScanTarget,
  options: ScanOptions,
  signal: AbortSignal,
): Promise<{ readonly address: string; readonly socket: Socket }> {
  const timeoutMs = options.timeoutMs ?? DEFAULTS.timeoutMs;
  const addresses =
    isIP(target.host) === 0 ? await within(timeoutMs, signal, () => resolve(target.host)) : [target.host];
  if (options.mayScan !== undefined && !(await options.mayScan(addresses))) {
    throw new FailureError({ code: NOT_CONFIRMED, text: addresses.join(', ') });
  }
  const [address] = addresses;
  return within(timeoutMs, signal, async (inner) =>
    address !== undefined && addresses.length === 1
      ? { address, socket: await connectTcp(address, target.port, inner) }
      : connectFirst(addresses, target.port, { timeoutMs, signal: inner }, () => undefined),
  );
}

async function scanAddress(task: Task): Promise<ScanOutcome> {
  const { target, options, address, socket, signal } = task;
  const servername = target.servername ?? (isIP(target.host) === 0 ? target.host : undefined);
  const { port } = target;
  const { timeoutMs = DEFAULTS.timeoutMs, concurrency = DEFAULTS.concurrency } = options;
  const line = openLine({ address, port, first: socket, concurrency, timeoutMs, signal });
  const readers = whenIdle().then(() => readersFor(task));
  const asking: Asking = {
    line,
    ...(servername === undefined ? {} : { servername }),
    found: (version, suite) => options.onProgress?.({ version, suite }),
    shown: ({ certificates = [] }) => void readers.then(({ read }) => whenIdle().then(() => read(certificates))),
  };
  const versions = Promise.all(IN_ORDER.map((version) => scanVersion(asking, version)));
  const [scanned, ssl2] = await Promise.all([versions, askSsl2(line)]);
  const rank = ({ lane }: Scanned) => SCAN_VERSIONS.indexOf(lane.version);
  const lanes = scanned.sort((a, b) => rank(b) - rank(a));
  if (options.signal?.aborted) throw options.signal.reason;
  const accepted = lanes.filter(({ lane }) => lane.suites.length > 0);
  if (accepted.length === 0 && ssl2.accepted !== true)
    return {
      ok: false,
      problem: refusalOf(
        lanes.map(({ lane }) => lane.last),
        timeoutMs,
      ),
    };
  const result = await resultOf(task, asking, lanes, { ...(await readers), ssl2 });
  if (options.signal?.aborted) throw options.signal.reason;
  return { ok: true, result };
}

/** TLS 1.2 first, because its many suites take longest, then the newest: servers have those. */
const IN_ORDER: readonly Lane['version'][] = ['tls1.2', 'tls1.3', 'tls1.1', 'tls1.0', 'ssl3'];

/** Once the connections under way are there and have sent their questions, so that the server works meanwhile. */
function whenIdle(): Promise<void> {
  return new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
}

interface Readers extends Pick<typeof import('./certificates'), 'authoritiesOf' | 'certificatesOf'> {
  readonly read: CertificateReader;
}

/** What reads certificates and encrypted answers takes its time to load, as Node's cryptography does. */
async function readersFor({ target, options }: Task): Promise<Readers> {
  const [{ certificateReader, ...rest }] = await Promise.all([import('./certificates'), import('./key-schedule')]);
  return { ...rest, read: certificateReader(target, options.now) };
}

interface Scanned {
  readonly lane: Lane;
  readonly extras: Extras;
}

async function scanVersion(asking: Asking, version: Lane['version']): Promise<Scanned> {
  const lane = await enumerate(asking, version);
  return { lane, extras: await askExtras(asking, lane) };
}

async function resultOf(
  task: Task,
  asking: Asking,
  scanned: readonly Scanned[],
  { read, authoritiesOf, certificatesOf, ssl2: { certificate, ...ssl2 } }: Readers & { readonly ssl2: Ssl2Answer },
): Promise<ScanResult> {
  const { target, address, started } = task;
  const { host, port, servername } = target;
  const lanes = scanned.map(({ lane }) => lane);
  const flights = [
    ...scanned.flatMap(({ lane, extras }) => [...lane.flights, ...extras.flights]),
    ...(certificate === undefined ? [] : [{ certificates: [certificate] }]),
  ];
  const requested = flights.some(({ request }) => request !== undefined);
  const [rest, required] = await Promise.all([askRest(asking, scanned), askRequired(asking.line, task, requested)]);
  const laneOf = (version: Lane['version']) => scanned.find(({ lane }) => lane.version === version);
  const suites = eachVersion((version) => laneOf(version)?.lane.suites ?? []);
  const named = (names: ReadonlyMap<number, string>, list: 'groups' | 'signatures') => ({
    'tls1.2': (laneOf('tls1.2')?.extras[list] ?? []).map((code) => nameOf(names, code)),
    'tls1.3': (laneOf('tls1.3')?.extras[list] ?? []).map((code) => nameOf(names, code)),
  });
  const cut = lanes.filter(isCutShort);
  const facts = {
    target: { host, port, address, ...(servername === undefined ? {} : { servername }) },
    ms: Math.round(clock() - started),
    connections: asking.line.connections(),
    complete: cut.length === 0 && ssl2.accepted !== null && !task.signal.aborted,
    notes: [...notesOf(cut, task.signal.aborted), ...(ssl2.accepted === null ? [SSL2_UNKNOWN] : [])],
    protocols: eachVersion((version) => suites[version].length > 0),
    ssl2,
    ciphers: eachVersion((version) => suites[version].map(suiteName)),
    serverPreference: eachVersion((version) => laneOf(version)?.extras.serverPreference ?? null),
    groups: named(GROUPS, 'groups'),
    dhBits: flights.map(({ keyExchange }) => keyExchange?.dhBits).find((bits) => bits !== undefined) ?? null,
    signatureAlgorithms: named(SIGNATURES, 'signatures'),
    certificates: certificatesOf(flights, read),
    clientCertificate: { requested, required: requested ? required : false, authorities: authoritiesOf(flights) },
    features: { ...featuresOf(flights), fallbackScsv: rest.fallback },
    alpn: rest.alpn,
  };
  const findings = findingsOf(facts);
  return { ...facts, findings, grade: gradeOf(findings, facts.protocols['tls1.3']) };
}

/** What needs to know all versions first. */
async function askRest(asking: Asking, scanned: readonly Scanned[]) {
  const [newest, second] = scanned.filter(({ lane }) => lane.suites.length > 0);
  const known = scanned.find(({ extras }) => extras.alpn !== undefined)?.extras.alpn;
  const [alpn, fallback] = await Promise.all([
    known ?? (newest === undefined ? [] : askAlpn(asking, newest.lane)),
    second === undefined ? null : askFallback(asking, second.lane),
  ]);
  return { alpn, fallback };
}

async function askRequired(line: Line, { target, address }: Task, requested: boolean): Promise<boolean | null> {
  if (!requested) return false;
  const servername = target.servername ?? target.host;
  // Most servers ask for no certificate, and Node's TLS takes its time to load.
  const { isCertificateRequired } = await import('./client-authentication');
  return isCertificateRequired(line, { address, port: target.port, servername });
}

/** The search did not end with the server's no. */
function isCutShort({ last }: Lane): boolean {
  return last.kind === 'silent' || last.kind === 'stopped' || last.kind === 'unreachable' || last.kind === 'garbage';
}

const SSL2_UNKNOWN = t('SSL 2.0: the server did not answer, so whether it accepts it is not known');

function notesOf(cut: readonly Lane[], isOver: boolean): ScanResult['notes'] {
  return [
    ...(isOver ? [t('the time for the whole scan ran out; what is missing was not asked')] : []),
    ...cut
      .filter(({ last }) => last.kind !== 'stopped')
      .map(({ version, last }) =>
        last.kind === 'garbage'
          ? t('{version}: the server answered something that is not TLS', { version })
          : t('{version}: the server stopped answering, so the list may be incomplete', { version }),
      ),
  ];
}

async function problemOf(
  error: unknown,
  { host, port, servername }: ScanTarget,
  options: ScanOptions,
): Promise<Problem> {
  const failure = options.signal?.aborted ? { code: CANCELLED, text: 'cancelled' } : failureOf(error);
  if (failure.code === NOT_CONFIRMED) {
    return {
      code: NOT_CONFIRMED,
      cause: t('{address} is neither this machine nor in a private network.', { address: failure.text }),
      advice: t('Scan only servers that are yours, or whose owner has agreed; confirm that first.'),
    };
  }
  const timeoutMs = options.timeoutMs ?? DEFAULTS.timeoutMs;
  const target = { protocol: 'mqtts', host, port, servername, mqttVersion: 4, timeoutMs } as const;
  const stage = failure.code === 'ENOTFOUND' || failure.code === 'EAI_AGAIN' ? 'dns' : 'tcp';
  const { explain } = await import('../explain');
  return explain({ failure, target, stage, now: options.now });
}
