import { reader } from './bytes';
import {
  alpnOf,
  type CertificateRequest,
  readCertificateRequest,
  readCertificates,
  readExtensions,
  readKeyExchange,
  readScheme,
  readServerHello,
  type ServerHello,
  type ServerKeyExchange,
} from './server-messages';
import { SUITE_BY_CODE } from './suites';

/** What a server has said on one connection so far. */
export interface Flight {
  readonly hello?: ServerHello;
  /** DER, as sent. */
  readonly certificates?: readonly Uint8Array[];
  readonly stapled?: boolean;
  readonly keyExchange?: ServerKeyExchange;
  readonly request?: CertificateRequest;
  readonly alpn?: string;
  /** Number of a fatal alert. */
  readonly alert?: number;
  /** All that a server says before it waits for the client. */
  readonly done?: boolean;
  /** The bytes are not TLS, or more than a handshake has. */
  readonly broken?: 'not-tls' | 'too-long';
}

/** Opens the encrypted records of TLS 1.3; undefined where a record cannot be opened. */
export type Opener = (head: Uint8Array, body: Uint8Array) => Uint8Array | undefined;

/** Makes the opener once the ServerHello, here with its message header, is known. */
export type MakeOpener = (hello: ServerHello, message: Uint8Array) => Opener | undefined;

type MutableFlight = { -readonly [Key in keyof Flight]: Flight[Key] };

interface State {
  readonly seen: MutableFlight;
  readonly makeOpener?: MakeOpener;
  opener?: Opener;
  /** Bytes of a record that is not complete. */
  records: Uint8Array;
  /** Bytes of a handshake message that is not complete. */
  messages: Uint8Array;
  total: number;
}

/** A chain of 200 certificates passes; what is longer is no handshake. */
const LONGEST = 512 * 1024;

/** A record holds at most 2^14 bytes, and 2048 more when it is encrypted (RFC 5246 section 6.2.3). */
const LONGEST_RECORD = 16_384 + 2048;

const CONTENT = { changeCipherSpec: 20, alert: 21, handshake: 22, data: 23 } as const;

/** Reads a server's flight as its bytes come in, in pieces of any size. Any bytes are answered; nothing throws. */
export function readFlight(makeOpener?: MakeOpener): {
  readonly seen: Flight;
  readonly push: (bytes: Uint8Array) => void;
} {
  const state: State = {
    seen: {},
    records: new Uint8Array(),
    messages: new Uint8Array(),
    total: 0,
    ...(makeOpener === undefined ? {} : { makeOpener }),
  };
  return { seen: state.seen, push: (bytes) => push(state, bytes) };
}

function push(state: State, bytes: Uint8Array): void {
  const { seen } = state;
  if (isOver(seen)) return;
  state.total += bytes.length;
  if (state.total > LONGEST) {
    seen.broken = 'too-long';
    return;
  }
  state.records = joined(state.records, bytes);
  while (!isOver(seen) && takeRecord(state));
}

function isOver({ broken, alert, done }: Flight): boolean {
  return broken !== undefined || alert !== undefined || done === true;
}

function joined(left: Uint8Array, right: Uint8Array): Uint8Array {
  return left.length === 0 ? right : Buffer.concat([left, right]);
}

/** → whether there was a whole one */
function takeRecord(state: State): boolean {
  const { records, seen } = state;
  const [type = 0, major = 3] = records;
  if (records.length > 0 && (type < CONTENT.changeCipherSpec || type > CONTENT.data || major !== 3)) {
    seen.broken = 'not-tls';
    return false;
  }
  if (records.length < 5) return false;
  const length = reader(records.subarray(3, 5)).number(2) ?? 0;
  if (length > LONGEST_RECORD) {
    seen.broken = 'not-tls';
    return false;
  }
  if (records.length < 5 + length) return false;
  state.records = records.subarray(5 + length);
  takeContent(state, type, records.subarray(0, 5), records.subarray(5, 5 + length));
  return true;
}

function takeContent(state: State, type: number, head: Uint8Array, body: Uint8Array): void {
  if (type === CONTENT.handshake) takeHandshake(state, body);
  else if (type === CONTENT.alert) takeAlert(state, body);
  else if (type === CONTENT.data) takeEncrypted(state, head, body);
}

/** Warnings, such as `unrecognized_name`, do not end a handshake. */
function takeAlert({ seen }: State, [level, description]: Uint8Array): void {
  const warning = 1;
  const closeNotify = 0;
  if (description !== undefined && (level !== warning || description === closeNotify)) seen.alert = description;
}

/** Without keys the encrypted rest tells nothing, so the flight ends here. */
function takeEncrypted(state: State, head: Uint8Array, body: Uint8Array): void {
  const inner = state.opener?.(head, body);
  // Zeros fill a record up; the last other byte is its type (RFC 8446 section 5.4).
  const end = inner === undefined ? -1 : Buffer.from(inner).toString('latin1').replace(/\0+$/, '').length - 1;
  const type = inner?.[end];
  if (inner === undefined || type === undefined) {
    state.seen.done = true;
    return;
  }
  if (type !== CONTENT.data) takeContent(state, type, head, inner.subarray(0, end));
}

function takeHandshake(state: State, body: Uint8Array): void {
  state.messages = joined(state.messages, body);
  while (!isOver(state.seen)) {
    const from = reader(state.messages);
    const type = from.number(1);
    const length = from.number(3);
    if (type === undefined || length === undefined) return;
    if (length > LONGEST) {
      state.seen.broken = 'too-long';
      return;
    }
    const message = from.take(length);
    if (message === undefined) return;
    const whole = state.messages.subarray(0, 4 + length);
    state.messages = state.messages.subarray(4 + length);
    if (!takeMessage(state, type, message, whole)) state.seen.broken = 'not-tls';
  }
}

/** → whether the message is what its type says */
function takeMessage(state: State, type: number, body: Uint8Array, whole: Uint8Array): boolean {
  const { seen } = state;
  if (type === 2) return takeHello(state, body, whole);
  if (seen.hello === undefined) return type === 0;
  const isNew = seen.hello.version >= 0x0304;
  if (type === 8) seen.alpn = alpnOf(readExtensions(reader(body).vector(2)) ?? new Map());
  else if (type === 11) return takeCertificates(seen, body, isNew);
  else if (type === 12) takeKeyExchange(seen, seen.hello, body);
  else if (type === 13) seen.request = readCertificateRequest(body, seen.hello.version) ?? { authorities: [] };
  else if (type === 14) seen.done = true;
  else if (type === 15) seen.keyExchange = { ...seen.keyExchange, signature: readScheme(body) };
  else if (type === 20) seen.done = true;
  else if (type === 22) seen.stapled = true;
  return true;
}

function takeHello(state: State, body: Uint8Array, whole: Uint8Array): boolean {
  const hello = readServerHello(body);
  if (hello === undefined || state.seen.hello !== undefined) return false;
  state.seen.hello = hello;
  if (hello.alpn !== undefined) state.seen.alpn = hello.alpn;
  if (hello.retry) state.seen.done = true;
  else if (hello.version >= 0x0304) state.opener = state.makeOpener?.(hello, whole);
  return true;
}

function takeCertificates(seen: MutableFlight, body: Uint8Array, isNew: boolean): boolean {
  const read = readCertificates(body, isNew);
  if (read === undefined) return false;
  seen.certificates = read.certificates;
  if (read.stapled) seen.stapled = true;
  return true;
}

function takeKeyExchange(seen: MutableFlight, { suite: code, version }: ServerHello, body: Uint8Array): void {
  const suite = SUITE_BY_CODE.get(code);
  if (suite === undefined) return;
  const signs = version === 0x0303 && suite.authentication !== 'anon' && suite.authentication !== 'psk';
  seen.keyExchange = readKeyExchange(body, suite, signs);
}
