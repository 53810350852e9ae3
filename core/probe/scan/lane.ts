import { SCANNED_SUITES } from '../../facts/cipher-suites';
import { TLS_VERSIONS } from '../../facts/tls';
import type { Flight } from './flight';
import type { KeyPair } from './key-schedule';
import type { Answer, Line, Question } from './line';
import { ALERT, groupsOf, SIGNATURES } from './registry';
import { SUITE_BY_CODE } from './suites';
import { type ScanVersion, TLS_VERSION, WIRE_VERSION } from './versions';

/** What the scan of one protocol version brought to light. */
export interface Lane {
  readonly version: ScanVersion;
  /** Code points, in the order in which the server chose them. */
  readonly suites: readonly number[];
  /** Flights of the server, the first one complete. */
  readonly flights: readonly Flight[];
  /** The answer that ended the search. */
  readonly last: Answer;
  /** TLS 1.3: the server answers only a hello with a key share. */
  readonly pair?: KeyPair;
  /** What came to light on the way, in the order in which the server chose it; seldom all that it has. */
  readonly shown: Shown;
}

/** Groups of TLS 1.3; for TLS 1.2 the curves and signature schemes of ECDHE suites with an RSA certificate. */
export interface Shown {
  readonly groups: readonly number[];
  readonly signatures: readonly number[];
}

export interface Asking {
  readonly line: Line;
  readonly servername?: string;
  /** Called with each suite found. */
  readonly found?: (version: ScanVersion, suite: string) => void;
  /** Called with the first flight of each version, which shows the certificate up to TLS 1.2. */
  readonly shown?: (flight: Flight) => void;
}

/** Empty renegotiation info (RFC 5746 section 3.3): for SSL 3.0, which has no extensions. */
const RENEGOTIATION_SCSV = 0x00ff;

/** x25519, which nearly every server of TLS 1.3 has. */
const USUAL_GROUP = 29;

/** Offers every suite that is left and removes the one chosen, until the server has none. */
export async function enumerate(asking: Asking, version: ScanVersion): Promise<Lane> {
  const first = await firstAnswer(asking, version);
  if (first.answer.kind === 'hello') asking.shown?.(first.answer.flight);
  const flights: Flight[] = [];
  const suites: number[] = [];
  let shown: Shown = { groups: [], signatures: [] };
  let { answer, left } = first;
  while (answer.kind === 'hello' && accepts(answer, version) && left.includes(answer.hello.suite)) {
    const { suite } = answer.hello;
    suites.push(suite);
    flights.push(answer.flight);
    shown = shownWith(shown, answer);
    asking.found?.(version, suiteName(suite));
    const at = left.indexOf(suite);
    left = left.slice(0, at).concat(left.slice(at + 1));
    if (left.length === 0) break;
    const { offer, ...rest } = questionFor(asking, version, left, first.pair, enoughAfter(flights));
    answer = await asking.line.ask({ offer: first.pair ? offer : freshFirst(offer, shown), ...rest });
  }
  return { version, suites, flights, last: answer, shown, ...(first.pair === undefined ? {} : { pair: first.pair }) };
}

/**
 * A server that follows the client's order then shows another group and another scheme with each suite. All of them stay
 * on offer, so which suite is chosen does not depend on it.
 */
function freshFirst(offer: Question['offer'], { groups, signatures }: Shown): Question['offer'] {
  const last = (all: readonly number[], found: readonly number[]) => [
    ...all.filter((code) => !found.includes(code)),
    ...found,
  ];
  return {
    ...offer,
    groups: last(groupsOf(offer.version), groups),
    signatures: last([...SIGNATURES.keys()], signatures),
  };
}

function shownWith(shown: Shown, { hello, flight: { keyExchange } }: Extract<Answer, { kind: 'hello' }>): Shown {
  const isNew = hello.version === WIRE_VERSION['tls1.3'];
  if (!isNew && !isEcdheRsa(hello.suite)) return shown;
  return {
    groups: withCode(shown.groups, isNew ? hello.group : keyExchange?.group),
    signatures: withCode(shown.signatures, isNew ? undefined : keyExchange?.signature),
  };
}

function withCode(codes: readonly number[], code: number | undefined): readonly number[] {
  return code === undefined || codes.includes(code) ? codes : [...codes, code];
}

/** The RSA key leaves curve and scheme free, unlike one of ECDSA (RFC 8422 section 5.1). */
export function isEcdheRsa(code: number): boolean {
  const suite = SUITE_BY_CODE.get(code);
  return suite?.keyExchange === 'ecdhe' && suite.authentication === 'rsa';
}

/** Whether the server takes the version at all; null where it does not say. One connection, two for a shy server. */
export async function acceptsVersion(asking: Asking, version: ScanVersion): Promise<boolean | null> {
  const { answer } = await firstAnswer(asking, version);
  if (answer.kind === 'hello') return accepts(answer, version);
  return answer.kind === 'alert' || answer.kind === 'closed' ? false : null;
}

export function suiteName(code: number): string {
  return SUITE_BY_CODE.get(code)?.name ?? `0x${code.toString(16).padStart(4, '0')}`;
}

export function accepts(answer: Answer, version: ScanVersion): boolean {
  return answer.kind === 'hello' && answer.hello.version === WIRE_VERSION[version];
}

/** The question with these suites; for SSL 3.0 to TLS 1.2 with the signalling value that asks for RFC 5746. */
export function questionFor(
  { servername }: Asking,
  version: ScanVersion,
  suites: readonly number[],
  pair?: KeyPair,
  enough?: Question['enough'],
): Question {
  const share = pair && { group: pair.group, key: pair.key };
  return {
    offer: {
      version,
      suites: version === 'ssl3' ? [...suites, RENEGOTIATION_SCSV] : suites,
      ...(servername === undefined ? {} : { servername }),
      ...(share === undefined ? {} : { share }),
    },
    ...(enough === undefined ? {} : { enough }),
    ...(pair === undefined ? {} : { pair }),
  };
}

interface First {
  readonly answer: Answer;
  readonly left: readonly number[];
  readonly pair?: KeyPair;
}

/** A server that cannot cope with the long list, or with a hello without key share, gets a second chance. */
async function firstAnswer(asking: Asking, version: ScanVersion): Promise<First> {
  const all = suitesOf(version);
  const answer = await asking.line.ask(questionFor(asking, version, all, undefined, isDone));
  if (!mayBeIntolerant(answer, version)) return { answer, left: all };
  if (version === 'tls1.3') {
    const { keyPairFor } = await import('./key-schedule');
    const pair = keyPairFor(USUAL_GROUP);
    return pair === undefined ? { answer, left: all } : { answer: await again(all, pair), left: all, pair };
  }
  const few = all.filter(isFamiliar);
  return { answer: await again(few), left: few };

  function again(suites: readonly number[], pair?: KeyPair): Promise<Answer> {
    return asking.line.ask(questionFor(asking, version, suites, pair, isDone));
  }
}

/** An alert that names the version or the suites is a plain no. */
function mayBeIntolerant(answer: Answer, version: ScanVersion): boolean {
  if (answer.kind === 'closed') return true;
  if (answer.kind !== 'alert' || answer.alert === ALERT.protocolVersion) return false;
  if (version === 'tls1.3') return true;
  return answer.alert !== ALERT.handshakeFailure && answer.alert !== ALERT.insufficientSecurity;
}

/** Few enough for servers that read no more than 255 bytes of suites: RSA and ECDHE with AES, RC4, 3DES. */
function isFamiliar(code: number): boolean {
  const { keyExchange, authentication, encryption = '', mode = '' } = SUITE_BY_CODE.get(code) ?? {};
  return (
    (keyExchange === 'rsa' || keyExchange === 'ecdhe' || keyExchange === 'dhe') &&
    (authentication === 'rsa' || authentication === 'ecdsa') &&
    /^(?:AES-\d+|ChaCha20|3DES|RC4)$/.test(encryption) &&
    !mode.startsWith('ccm')
  );
}

function suitesOf(version: ScanVersion): readonly number[] {
  const isNew = version === 'tls1.3';
  const rank = TLS_VERSIONS.indexOf(TLS_VERSION[version]);
  return SCANNED_SUITES.filter(({ since }) =>
    isNew ? since === 'tlsv1.3' : TLS_VERSIONS.indexOf(since) <= rank && since !== 'tlsv1.3',
  ).map(({ code }) => code);
}

export function isDone({ done }: Flight): boolean {
  return done === true;
}

/** Reads on where the suite promises a kind of certificate or of parameters that no flight has shown yet. */
function enoughAfter(flights: readonly Flight[]): (flight: Flight) => boolean {
  const shown = new Set(flights.filter(isDone).flatMap(({ hello }) => traitsOf(hello?.suite)));
  return ({ done, hello, keyExchange }) => {
    if (done === true) return true;
    if (hello === undefined || !traitsOf(hello.suite).every((key) => shown.has(key))) return false;
    return keyExchange !== undefined || hello.version !== WIRE_VERSION['tls1.2'] || !isEcdheRsa(hello.suite);
  };
}

function traitsOf(code: number | undefined): readonly string[] {
  const suite = code === undefined ? undefined : SUITE_BY_CODE.get(code);
  return suite === undefined ? [] : [suite.authentication, ...(suite.keyExchange === 'dhe' ? ['dhe'] : [])];
}
