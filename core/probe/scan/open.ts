import { isHybrid } from './hybrid';
import { type KeyPair, keyPairFor, OPENABLE } from './key-schedule';
import { type Asking, isDone, type Lane, questionFor } from './lane';
import type { Answer, Question } from './line';

/**
 * Asks for TLS 1.3 handshakes whose encrypted part is read; again where the server wants another group. One key pair
 * serves all of them: nothing secret is ever sent.
 */
export function openQuestion(
  asking: Asking,
  { suites, flights }: Lane,
): (more: Partial<Question['offer']>) => Promise<Answer> {
  const openable = suites.filter((code) => OPENABLE.has(code));
  const wanted = flights[0]?.hello?.group;
  const pair =
    openable.length === 0 ? undefined : keyPairFor(wanted !== undefined && PAIRED.includes(wanted) ? wanted : 29);
  const ask = (own: KeyPair, more: Partial<Question['offer']>): Promise<Answer> => {
    const { offer, ...rest } = questionFor(asking, 'tls1.3', openable, own, isDone);
    const groups = isHybrid(own.group) ? [own.group] : PAIRED;
    return asking.line.ask({ offer: { ...offer, groups, ...more }, ...rest });
  };
  let own = pair;
  let isFirst = true;
  return async (more) => {
    if (own === undefined) return { kind: 'closed' };
    const answer = await ask(own, more);
    if (isFirst && answer.kind === 'alert' && isHybrid(wanted)) {
      // The server takes none of the others.
      isFirst = false;
      own = keyPairFor(wanted) ?? own;
      return ask(own, more);
    }
    isFirst = false;
    if (answer.kind !== 'hello' || !answer.hello.retry || answer.hello.group === undefined) return answer;
    const other = keyPairFor(answer.hello.group);
    return other === undefined || other.group === own.group ? answer : ask(other, more);
  };
}

/** Groups for which a key pair can be made here, in the usual servers' order. */
const PAIRED = [29, 23, 24, 25, 30];
