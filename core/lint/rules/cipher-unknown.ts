import { suiteByName } from '../../facts/cipher-suites';
import { type Message, t } from '../../facts/message';
import type { Fix } from '../finding';
import type { CipherList, CipherMember } from '../model';
import { tlsEnds } from '../model-queries';
import { rule } from '../rule';

export default rule({
  title: t('Cipher suite that the broker does not know'),
  level: 'warning',
  kind: 'correctness',
  why: t('The name is left out without a word, or the broker refuses the list and does not start.'),
  refs: ['openssl-ciphers(1)', 'CWE-20'],

  *check(model) {
    for (const { tls } of tlsEnds(model)) {
      for (const list of tls.ciphers) yield* checkList(list);
    }
  },
});

function* checkList(list: CipherList) {
  const wrong = list.members.filter(({ role, refused }) => role === 'unknown' || refused);
  for (const member of wrong) {
    const fatal = list.refused || member.refused;
    const severity = fatal ? ({ level: 'error', kind: 'fatal' } as const) : {};
    yield { at: member.at, message: messageFor(member, list), fixes: fixesFor(member, list, fatal), ...severity };
  }
  if (!list.refused || wrong.length > 0) return;
  const message = t('{option} leaves no cipher suite that the broker has, so it refuses to start', {
    option: list.option,
  });
  yield { at: list.at, message, level: 'error', kind: 'fatal' } as const;
}

function messageFor({ text, nearest, refused }: CipherMember, list: CipherList): Message {
  const { option, covers } = list;
  if (nearest) return t('“{text}” is not known here: did you mean “{nearest}”', { text, nearest });
  if (suiteByName(text)?.since === 'tlsv1.3' && !covers.includes('tlsv1.3')) {
    return t('“{text}” is a TLS 1.3 suite, but {option} is for older versions: it has no effect here', {
      text,
      option,
    });
  }
  if (refused || list.refused) {
    return t('“{text}” is no cipher suite that the broker knows, and it refuses this list', { text });
  }
  return t('“{text}” is no cipher suite that the broker knows: it has no effect', { text });
}

/** A name without effect can go; the right name switches something on, so that is left to the user. */
function fixesFor(member: CipherMember, list: CipherList, fatal: boolean): Fix[] {
  const { nearest } = member;
  const rename = nearest === undefined ? [] : member.rename(nearest);
  const rest = list.members.some((other) => other !== member && other.suites.length > 0);
  const remove = rest ? member.remove() : [];
  const fixes: Fix[] = [
    { title: t('Write {nearest}', { nearest: nearest ?? '' }), edits: rename, safe: fatal },
    { title: t('Remove it'), edits: remove, safe: nearest === undefined },
  ];
  return fixes.filter(({ edits }) => edits.length > 0);
}
