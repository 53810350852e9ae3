import type { Flight } from './flight';
import { type Asking, isDone, isEcdheRsa, type Lane, questionFor, type Shown } from './lane';
import type { Answer } from './line';
import { openQuestion } from './open';
import { groupsOf, SIGNATURES } from './registry';
import type { ServerKeyExchange } from './server-messages';
import { SUITE_BY_CODE } from './suites';

/** Codes, in the order in which the server chose them, and what else it said meanwhile. */
export interface Keys {
  readonly groups: readonly number[];
  readonly signatures: readonly number[];
  readonly flights: readonly Flight[];
}

/** Curves and signature schemes of TLS 1.2. */
export async function askKeys(asking: Asking, lane: Lane): Promise<Keys> {
  const signed = lane.suites.filter((code) => isSigned(SUITE_BY_CODE.get(code)));
  const free = signed.filter(isEcdheRsa);
  const isRsaOnly = signed.every((code) => SUITE_BY_CODE.get(code)?.authentication === 'rsa');
  if (free.length > 0 && isRsaOnly) return askTogether(asking, lane, free);
  const [groups, rest] = await Promise.all([askCurves(asking, lane), askSignatures(asking, lane)]);
  return { groups, ...rest };
}

/**
 * With an RSA key alone, curve and scheme do not depend on each other, so each question asks for one more of both. Where
 * that ends, each is asked for by itself.
 */
async function askTogether(asking: Asking, { version, shown }: Lane, suites: readonly number[]) {
  const flights: Flight[] = [];
  const curves = groupsOf(version);
  const schemes = [...SIGNATURES.keys()];
  const ask = async (left: Partial<Shown>) => {
    const { offer, ...rest } = questionFor(asking, version, suites, undefined, isDone);
    const answer = await asking.line.ask({ offer: { ...offer, ...left }, ...rest });
    if (answer.kind !== 'hello') return undefined;
    flights.push(answer.flight);
    return answer.flight.keyExchange;
  };
  const { groups, signatures } = await pairsOf(shown, curves, schemes, ask);
  const [allGroups, allSignatures] = await Promise.all([
    collect(curves, 'remove', groups, async (left) => (await ask({ groups: left }))?.group),
    collect(schemes, 'remove', signatures, async (left) => (await ask({ signatures: left }))?.signature),
  ]);
  return { groups: allGroups, signatures: allSignatures, flights };
}

/** A curve and a scheme at a time, as long as there are both. */
async function pairsOf(
  shown: Shown,
  curves: readonly number[],
  schemes: readonly number[],
  ask: (left: Shown) => Promise<ServerKeyExchange | undefined>,
): Promise<Shown> {
  // Who follows the client's order has shown them with the suites.
  if (shown.groups.length > 1 || shown.signatures.length > 1) return shown;
  const found = { groups: [...shown.groups], signatures: [...shown.signatures] };
  for (;;) {
    const left = { groups: without(curves, found.groups), signatures: without(schemes, found.signatures) };
    const { group, signature } = (await ask(left)) ?? {};
    if (group === undefined || !left.groups.includes(group)) return found;
    if (signature === undefined || !left.signatures.includes(signature)) return found;
    found.groups.push(group);
    found.signatures.push(signature);
  }
}

async function askCurves(asking: Asking, lane: Lane): Promise<readonly number[]> {
  const curves = groupsOf(lane.version);
  const curveOf = async (suites: readonly number[], left: readonly number[]) => {
    const answer = await askGroup(asking, lane, suites, left);
    return answer.kind === 'hello' ? answer.flight.keyExchange?.group : undefined;
  };
  const ephemeral = lane.suites.filter((code) => SUITE_BY_CODE.get(code)?.keyExchange === 'ecdhe');
  const rsa = ephemeral.filter((code) => SUITE_BY_CODE.get(code)?.authentication !== 'ecdsa');
  if (rsa.length > 0) return collect(curves, 'remove', [], (left) => curveOf(rsa, left));
  if (ephemeral.length === 0) return [];
  // The curve of the certificate must stay on offer (RFC 8422 section 5.1), so what is found moves to the end.
  return collect(curves, 'keep', [], (left) => curveOf(ephemeral, left));
}

/** One question with these suites and groups; up to TLS 1.2 as far as the key exchange. */
export function askGroup(
  asking: Asking,
  { version, pair }: Lane,
  suites: readonly number[],
  groups: readonly number[],
): Promise<Answer> {
  const enough = ({ keyExchange }: Flight) => keyExchange !== undefined;
  const share = pair && groups.includes(pair.group) ? pair : undefined;
  const { offer, ...rest } = questionFor(asking, version, suites, share, version === 'tls1.3' ? undefined : enough);
  return asking.line.ask({ offer: { ...offer, groups }, ...rest });
}

/** Asks again without what was chosen, until nothing is chosen any more; starts from what is known. */
export async function collect(
  all: readonly number[],
  chosen: 'remove' | 'keep',
  known: readonly number[],
  ask: (left: readonly number[]) => Promise<number | undefined>,
): Promise<readonly number[]> {
  const found = [...known];
  while (found.length < all.length) {
    const left = without(all, found);
    const next = await ask(chosen === 'keep' ? [...left, ...found] : left);
    if (next === undefined || !left.includes(next)) break;
    found.push(next);
  }
  return found;
}

function without(all: readonly number[], found: readonly number[]): readonly number[] {
  return all.filter((code) => !found.includes(code));
}

/** On the way comes a certificate for each kind of key: who can no longer sign with one takes the next. */
export async function askSignatures(asking: Asking, lane: Lane): Promise<Pick<Keys, 'signatures' | 'flights'>> {
  const flights: Flight[] = [];
  const ask = signatureQuestion(asking, lane);
  if (ask === undefined) return { signatures: [], flights };
  const signatures = await collect([...SIGNATURES.keys()], 'remove', [], async (left) => {
    const answer = await ask(left);
    if (answer.kind !== 'hello') return undefined;
    flights.push(answer.flight);
    return answer.flight.keyExchange?.signature;
  });
  return { signatures, flights };
}

type SignatureQuestion = (signatures: readonly number[]) => Promise<Answer>;

function signatureQuestion(asking: Asking, lane: Lane): SignatureQuestion | undefined {
  const { version, suites } = lane;
  if (version === 'tls1.3') {
    const ask = openQuestion(asking, lane);
    return (signatures) => ask({ signatures });
  }
  if (version !== 'tls1.2') return undefined;
  const signed = suites.filter((code) => isSigned(SUITE_BY_CODE.get(code)));
  if (signed.length === 0) return undefined;
  return (signatures) => {
    const { offer, ...rest } = questionFor(asking, version, signed, undefined, isDone);
    return asking.line.ask({ offer: { ...offer, signatures }, ...rest });
  };
}

function isSigned(suite: { readonly keyExchange: string; readonly authentication: string } | undefined): boolean {
  if (suite === undefined) return false;
  const ephemeral = suite.keyExchange === 'ecdhe' || suite.keyExchange === 'dhe';
  return ephemeral && /^(?:rsa|ecdsa|dss)$/.test(suite.authentication);
}
