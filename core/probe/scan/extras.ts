import type { Flight } from './flight';
import { type KeyPair, keyPairFor, OPENABLE } from './key-schedule';
import { type Asking, accepts, isDone, type Lane, questionFor, SUITE_BY_CODE } from './lane';
import type { Answer, Question } from './line';
import { ALERT, GROUPS, isCurve, SIGNATURES } from './registry';

/** What else is asked of a version after its suites. */
export interface Extras {
  readonly serverPreference: boolean | null;
  /** Codes, in the order in which the server chose them. */
  readonly groups: readonly number[];
  readonly signatures: readonly number[];
  readonly flights: readonly Flight[];
}

const NONE: Extras = { serverPreference: null, groups: [], signatures: [], flights: [] };

export async function askExtras(asking: Asking, lane: Lane): Promise<Extras> {
  if (lane.suites.length === 0) return NONE;
  const [serverPreference, groups, signed] = await Promise.all([
    askPreference(asking, lane),
    askGroups(asking, lane),
    askSignatures(asking, lane),
  ]);
  return { serverPreference, groups, ...signed };
}

/** Offers the suites the other way round: who still chooses the same one has an order of its own. */
async function askPreference(asking: Asking, { version, suites, pair }: Lane): Promise<boolean | null> {
  if (suites.length < 2) return null;
  const answer = await asking.line.ask(questionFor(asking, version, [...suites].reverse(), pair));
  return answer.kind === 'hello' ? answer.hello.suite === suites[0] : null;
}

/** Asked for TLS 1.2 and 1.3; older versions have the curves of TLS 1.2. */
function askGroups(asking: Asking, lane: Lane): Promise<readonly number[]> {
  if (lane.version === 'tls1.3') {
    return collect([...GROUPS.keys()], 'remove', (groups) => askGroup(asking, lane, lane.suites, groups));
  }
  if (lane.version !== 'tls1.2') return Promise.resolve([]);
  const curves = [...GROUPS.keys()].filter(isCurve);
  const ephemeral = lane.suites.filter((code) => SUITE_BY_CODE.get(code)?.keyExchange === 'ecdhe');
  const rsa = ephemeral.filter((code) => SUITE_BY_CODE.get(code)?.authentication !== 'ecdsa');
  if (rsa.length > 0) return collect(curves, 'remove', (groups) => askGroup(asking, lane, rsa, groups));
  if (ephemeral.length === 0) return Promise.resolve([]);
  // The curve of the certificate must stay on offer (RFC 8422 section 5.1), so what is found moves to the end.
  return collect(curves, 'keep', (groups) => askGroup(asking, lane, ephemeral, groups));
}

async function askGroup(
  asking: Asking,
  { version, pair }: Lane,
  suites: readonly number[],
  groups: readonly number[],
): Promise<number | undefined> {
  const isNew = version === 'tls1.3';
  const enough = ({ keyExchange }: Flight) => keyExchange !== undefined;
  const share = pair && groups.includes(pair.group) ? pair : undefined;
  const { offer, ...rest } = questionFor(asking, version, suites, share, isNew ? undefined : enough);
  const answer = await asking.line.ask({ offer: { ...offer, groups }, ...rest });
  if (answer.kind !== 'hello') return undefined;
  return isNew ? answer.hello.group : answer.flight.keyExchange?.group;
}

/** Asks again without what was chosen, until nothing is chosen any more. */
async function collect(
  all: readonly number[],
  chosen: 'remove' | 'keep',
  ask: (left: readonly number[]) => Promise<number | undefined>,
): Promise<readonly number[]> {
  const found: number[] = [];
  while (found.length < all.length) {
    const left = all.filter((code) => !found.includes(code));
    const next = await ask(chosen === 'keep' ? [...left, ...found] : left);
    if (next === undefined || !left.includes(next)) break;
    found.push(next);
  }
  return found;
}

/** On the way comes a certificate for each kind of key: who can no longer sign with one takes the next. */
async function askSignatures(asking: Asking, lane: Lane): Promise<Pick<Extras, 'signatures' | 'flights'>> {
  const flights: Flight[] = [];
  const ask = signatureQuestion(lane);
  if (ask === undefined) return { signatures: [], flights };
  const signatures = await collect([...SIGNATURES.keys()], 'remove', async (left) => {
    const answer = await ask(asking, left);
    if (answer.kind !== 'hello') return undefined;
    flights.push(answer.flight);
    return answer.flight.keyExchange?.signature;
  });
  return { signatures, flights };
}

type SignatureQuestion = (asking: Asking, signatures: readonly number[]) => Promise<Answer>;

function signatureQuestion(lane: Lane): SignatureQuestion | undefined {
  const { version, suites } = lane;
  if (version === 'tls1.3') return (asking, signatures) => askOpen(asking, lane, { signatures });
  if (version !== 'tls1.2') return undefined;
  const signed = suites.filter((code) => isSigned(SUITE_BY_CODE.get(code)));
  if (signed.length === 0) return undefined;
  return (asking, signatures) => {
    const { offer, ...rest } = questionFor(asking, version, signed, undefined, isDone);
    return asking.line.ask({ offer: { ...offer, signatures }, ...rest });
  };
}

function isSigned(suite: { readonly keyExchange: string; readonly authentication: string } | undefined): boolean {
  if (suite === undefined) return false;
  const ephemeral = suite.keyExchange === 'ecdhe' || suite.keyExchange === 'dhe';
  return ephemeral && /^(?:rsa|ecdsa|dss)$/.test(suite.authentication);
}

/** Groups for which a key pair can be made here, in the usual servers' order. */
const PAIRED = [29, 23, 24, 25, 30];

/** A TLS 1.3 handshake whose encrypted part is read; asked again where the server wants another group. */
async function askOpen(asking: Asking, { suites, flights }: Lane, more: Partial<Question['offer']>): Promise<Answer> {
  const openable = suites.filter((code) => OPENABLE.has(code));
  const wanted = flights[0]?.hello?.group;
  const pair = keyPairFor(wanted !== undefined && PAIRED.includes(wanted) ? wanted : 29);
  const ask = (own: KeyPair): Promise<Answer> => {
    const { offer, ...rest } = questionFor(asking, 'tls1.3', openable, own, isDone);
    return asking.line.ask({ offer: { ...offer, groups: PAIRED, ...more }, ...rest });
  };
  if (openable.length === 0 || pair === undefined) return { kind: 'closed' };
  const answer = await ask(pair);
  if (answer.kind !== 'hello' || !answer.hello.retry || answer.hello.group === undefined) return answer;
  const other = keyPairFor(answer.hello.group);
  return other === undefined || other.group === pair.group ? answer : ask(other);
}

/** The protocols that an MQTT server may speak: plain MQTT, AWS IoT's own, and what carries a WebSocket. */
const PROTOCOLS = ['mqtt', 'x-amzn-mqtt-ca', 'http/1.1', 'h2'];

/** The application protocols (RFC 7301) that the server takes, its favourite first. */
export async function askAlpn(asking: Asking, lane: Lane): Promise<readonly string[]> {
  const found: string[] = [];
  while (found.length < PROTOCOLS.length) {
    const alpn = PROTOCOLS.filter((word) => !found.includes(word));
    const answer = await alpnAnswer(asking, lane, alpn);
    const chosen = answer.kind === 'hello' ? answer.flight.alpn : undefined;
    if (chosen === undefined || !alpn.includes(chosen)) break;
    found.push(chosen);
  }
  return found;
}

function alpnAnswer(asking: Asking, lane: Lane, alpn: readonly string[]): Promise<Answer> {
  if (lane.version === 'tls1.3') return askOpen(asking, lane, { alpn });
  const { offer, ...rest } = questionFor(asking, lane.version, lane.suites);
  return asking.line.ask({ offer: { ...offer, alpn }, ...rest });
}

const FALLBACK_SCSV = 0x5600;

/** Whether a client that pretends to have failed with a higher version is turned away (RFC 7507). */
export async function askFallback(asking: Asking, { version, suites }: Lane): Promise<boolean | null> {
  const answer = await asking.line.ask(questionFor(asking, version, [...suites, FALLBACK_SCSV]));
  if (answer.kind === 'alert') return answer.alert === ALERT.inappropriateFallback;
  return accepts(answer, version) ? false : null;
}
