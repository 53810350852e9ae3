import { judgeSuite, SUITE_LEVELS, worstSuite } from '../../facts/cipher-suites';
import { type Message, t } from '../../facts/message';
import type { Draft, Fix, Level } from '../finding';
import type { CipherList, CipherMember } from '../model';
import { tlsEnds } from '../model-queries';
import { rule } from '../rule';

export default rule({
  title: t('Weak cipher suite'),
  level: 'error',
  kind: 'security',
  why: t('Recorded or intercepted traffic can be read or altered, now or once a key leaks.'),
  refs: ['RFC 7465', 'RFC 9325 section 4', 'NIST SP 800-52r2 section 3.3', 'CWE-327'],

  *check(model) {
    for (const { tls } of tlsEnds(model)) {
      for (const list of tls.ciphers) yield* list.shipped ? shippedList(list) : chosenList(list);
    }
  },
});

function chosenList(list: CipherList): Draft[] {
  return list.members.flatMap((member) => {
    const verdict = judgeMember(member, list);
    return verdict ? [{ at: member.at, ...verdict, fixes: removeFix(member, list) }] : [];
  });
}

interface Verdict {
  readonly level: Level;
  readonly message: Message;
}

function judgeMember({ role, suites, text }: CipherMember, list: CipherList): Verdict | undefined {
  if (role !== 'suite' && role !== 'selector') return undefined;
  if (text === 'ALL' && !keepsAnonymousOut(list)) {
    const message = t('{text} takes in suites without authentication: name the suites, or add !aNULL', { text });
    return { level: 'warning', message };
  }
  const worst = worstSuite(suites);
  if (!worst) return undefined;
  if (role === 'suite') return { level: worst.level, message: worst.reason };
  const message = judgeSuite(worst.suite, `${text} (${worst.suite.name})`)?.reason ?? worst.reason;
  // A group that is strong for the most part, such as HIGH, is common; what is weak in it is the client's last choice.
  const mixed = suites.some((each) => judgeSuite(each)?.level !== worst.level) && worst.level !== 'error';
  return { level: mixed ? 'hint' : worst.level, message };
}

function keepsAnonymousOut({ members }: CipherList): boolean {
  return members.some(({ role, text }) => role === 'exclusion' && /^[!-](aNULL|ADH)$/.test(text));
}

/** Nobody chose these members one by one: one finding for all of them, with an example of each weakness. */
function shippedList(list: CipherList): Draft[] {
  const judged = list.members.map((member) => ({ member, verdict: judgeMember(member, list) }));
  const weak = judged.flatMap(({ member, verdict }) => (verdict ? [{ ...verdict, at: member.at }] : []));
  const level = SUITE_LEVELS.find((each) => weak.some((verdict) => verdict.level === each));
  if (!level) return [];
  const kinds = new Map(weak.map((each) => [each.message.template, each]));
  const kept = judged.filter(({ verdict }) => !verdict).map(({ member }) => member.text);
  const edits = kept.length > 0 ? (list.shipped?.keep(kept) ?? []) : [];
  const message =
    kept.length > 0
      ? t('{option}: the list is as delivered, and {count} of its {total} suites are weak: keep only the others', {
          option: list.option,
          count: weak.length,
          total: judged.length,
        })
      : t('{option}: the list is as delivered, and all its suites are weak: name others', { option: list.option });
  const related = [...kinds.values()].map(({ at, message: reason }) => ({ at, message: reason }));
  const fixes = edits.length > 0 ? [{ title: t('Remove the weak suites'), edits, safe: false }] : [];
  return [{ at: list.at, level, message, related, fixes }];
}

/** Old clients may know nothing else, and an empty list stops the broker. */
function removeFix(member: CipherMember, { members }: CipherList): Fix[] {
  if (!members.some((other) => other !== member && other.suites.length > 0)) return [];
  const edits = member.remove();
  return edits.length > 0 ? [{ title: t('Remove {text}', { text: member.text }), edits, safe: false }] : [];
}
