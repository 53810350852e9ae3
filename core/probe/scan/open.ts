import { type KeyPair, keyPairFor, OPENABLE } from './key-schedule';
import { type Asking, isDone, type Lane, questionFor } from './lane';
import type { Answer, Question } from './line';

/** A TLS 1.3 handshake whose encrypted part is read; asked again where the server wants another group. */
export async function askOpen(
  asking: Asking,
  { suites, flights }: Lane,
  more: Partial<Question['offer']>,
): Promise<Answer> {
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

/** Groups for which a key pair can be made here, in the usual servers' order. */
const PAIRED = [29, 23, 24, 25, 30];
