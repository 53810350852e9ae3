import { askAlpn, PROTOCOLS } from './alpn';
import { askGroup, askKeys, askSignatures, collect, type Keys } from './keys';
import { type Asking, accepts, type Lane, questionFor } from './lane';
import { ALERT, groupsOf } from './registry';

/** What else is asked of a version after its suites. */
export interface Extras extends Keys {
  readonly serverPreference: boolean | null;
  /** Application protocols; absent where they have not been asked for. */
  readonly alpn?: readonly string[];
}

const NONE: Extras = { serverPreference: null, groups: [], signatures: [], flights: [] };

/** Older versions than TLS 1.2 have its curves, and no choice of signature schemes. */
export async function askExtras(asking: Asking, lane: Lane): Promise<Extras> {
  if (lane.suites.length === 0) return NONE;
  if (lane.version === 'tls1.3') return askNew(asking, lane);
  if (lane.version === 'tls1.2') {
    const [order, keys] = await Promise.all([askOrder(asking, lane), askKeys(asking, lane)]);
    return { ...order, ...keys };
  }
  return { ...NONE, serverPreference: await askPreference(asking, lane) };
}

/** Offers the suites the other way round: who still chooses the same one has an order of its own. */
async function askPreference(asking: Asking, { version, suites, pair }: Lane): Promise<boolean | null> {
  if (suites.length < 2) return null;
  const answer = await asking.line.ask(questionFor(asking, version, [...suites].reverse(), pair));
  return answer.kind === 'hello' ? answer.hello.suite === suites[0] : null;
}

/** Preference and the first application protocol in one, unless the server refuses because of the protocols. */
async function askOrder(asking: Asking, lane: Lane): Promise<Pick<Extras, 'serverPreference' | 'alpn'>> {
  const { version, suites } = lane;
  if (suites.length < 2) return { serverPreference: null, alpn: await askAlpn(asking, lane) };
  const { offer, ...rest } = questionFor(asking, version, [...suites].reverse());
  const answer = await asking.line.ask({ offer: { ...offer, alpn: PROTOCOLS }, ...rest });
  if (answer.kind !== 'hello') return { serverPreference: await askPreference(asking, lane), alpn: [] };
  const alpn = await askAlpn(asking, lane, answer);
  return { serverPreference: answer.hello.suite === suites[0], alpn };
}

async function askNew(asking: Asking, lane: Lane): Promise<Extras> {
  const [order, signed] = await Promise.all([askNewGroups(asking, lane), askSignatures(asking, lane)]);
  return { ...order, ...signed };
}

/** The groups of TLS 1.3, and with the first of them whose order of suites counts. */
async function askNewGroups(asking: Asking, lane: Lane): Promise<Pick<Extras, 'serverPreference' | 'groups'>> {
  const reversed = [...lane.suites].reverse();
  let chosen: number | undefined;
  const groups = await collect(groupsOf('tls1.3'), 'remove', lane.shown.groups, async (left) => {
    const answer = await askGroup(asking, lane, reversed, left);
    if (answer.kind !== 'hello') return undefined;
    chosen ??= answer.hello.suite;
    return answer.hello.group;
  });
  if (chosen === undefined) return { serverPreference: await askPreference(asking, lane), groups };
  return { serverPreference: reversed.length < 2 ? null : chosen === lane.suites[0], groups };
}

const FALLBACK_SCSV = 0x5600;

/** Whether a client that pretends to have failed with a higher version is turned away (RFC 7507). */
export async function askFallback(asking: Asking, { version, suites }: Lane): Promise<boolean | null> {
  const answer = await asking.line.ask(questionFor(asking, version, [...suites, FALLBACK_SCSV]));
  if (answer.kind === 'alert') return answer.alert === ALERT.inappropriateFallback;
  return accepts(answer, version) ? false : null;
}
