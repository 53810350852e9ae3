import type { KeyPair } from './key-schedule';
import { type Asking, isDone, type Lane, questionFor } from './lane';
import type { Answer, Question } from './line';

type Extra = Partial<Question['offer']>;

/**
 * Asks for TLS 1.3 handshakes whose encrypted part is read; again where the server wants another group. One key pair
 * serves all of them: nothing secret is ever sent.
 */
export function openQuestion(asking: Asking, { suites, flights }: Lane): (more: Extra) => Promise<Answer> {
  // Node's cryptography takes its time to load.
  const loaded = import('./key-schedule');
  const chosen = flights[0]?.hello?.group;
  let pair: KeyPair | undefined;
  let isFirst = true;
  return async (more) => {
    const { keyPairFor, OPENABLE } = await loaded;
    const openable = suites.filter((code) => OPENABLE.has(code));
    const ask = (own: KeyPair): Promise<Answer> => {
      const { offer, ...rest } = questionFor(asking, 'tls1.3', openable, own, isDone);
      const groups = PAIRED.includes(own.group) ? PAIRED : [own.group];
      return asking.line.ask({ offer: { ...offer, groups, ...more }, ...rest });
    };
    if (openable.length > 0) pair ??= keyPairFor(firstGroup(chosen));
    if (pair === undefined) return { kind: 'closed' };
    const answer = await ask(pair);
    const retried = answer.kind === 'hello' && answer.hello.retry ? answer.hello.group : undefined;
    // An alert to the first: the server takes none of these, but the one that it had chosen.
    const wanted = isFirst && answer.kind === 'alert' ? chosen : retried;
    isFirst = false;
    const other = wanted === undefined || wanted === pair.group ? undefined : keyPairFor(wanted);
    if (other === undefined) return answer;
    pair = other;
    return ask(other);
  };
}

/**
 * secp256r1, unless the server has chosen another curve than that and x25519: every server must have it (RFC 8446 section
 * 9.1), and it is the one that takes least time here.
 */
function firstGroup(chosen: number | undefined): number {
  return chosen === undefined || chosen === 29 || !PAIRED.includes(chosen) ? 23 : chosen;
}

/** Groups that nearly every server has one of, in the usual servers' order. */
const PAIRED = [29, 23, 24, 25, 30];
