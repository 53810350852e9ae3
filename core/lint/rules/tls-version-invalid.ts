import { type Message, t } from '../../facts/message';
import { OBSOLETE_TLS_VERSIONS, TLS_VERSIONS, type TlsVersion, tlsVersionsFrom } from '../../facts/tls';
import type { Fix } from '../finding';
import type { VersionSetting } from '../model';
import { tlsEnds } from '../model-queries';
import { rule } from '../rule';

export default rule({
  title: t('TLS version that the broker does not know'),
  level: 'error',
  kind: 'correctness',
  why: t('The broker refuses to start, or the connection never comes about.'),
  refs: ['CWE-20'],

  *check(model) {
    for (const { tls, outgoing } of tlsEnds(model)) {
      const { versions, active } = tls;
      const refused = active && !outgoing;
      for (const { at, text, version, refused: known } of versions.items) {
        if (version) continue;
        const fatal = known ?? refused;
        const guess = guessVersion(text);
        yield {
          at,
          message: unknown(text, guess),
          kind: fatal ? 'fatal' : 'correctness',
          fixes: spellFix(versions, guess, fatal),
        };
      }
      if (versions.items.length > 0 && hasGap(versions.value)) {
        const fixes = replaceWith(versions, [versions.value.filter((each) => !OBSOLETE_TLS_VERSIONS.has(each))], true);
        const message = t('TLS 1.3 and TLS 1.1 without TLS 1.2 in between is refused: leave out the old version');
        yield { at: versions.span, message, kind: refused ? 'fatal' : 'correctness', fixes };
      }
    }
  },
});

function unknown(text: string, guess: TlsVersion | undefined): Message {
  if (guess && !OBSOLETE_TLS_VERSIONS.has(guess)) {
    return t('“{text}” is no TLS version here: write “{guess}”', { text, guess });
  }
  return t('“{text}” is no TLS version here: use “tlsv1.2” or “tlsv1.3”', { text });
}

/** `TLSv1.2`, `TLS 1.2`, `tls1_2`, `1.2` → `tlsv1.2`. */
function guessVersion(text: string): TlsVersion | undefined {
  const number = /^(?:tls|ssl)?[\s_-]*v?[\s_-]*(\d)(?:[._](\d))?$/i.exec(text.trim());
  if (!number) return undefined;
  const [, major = '', minor = '0'] = number;
  const name = /^ssl/i.test(text.trim()) ? `sslv${major}` : minor === '0' ? `tlsv${major}` : `tlsv${major}.${minor}`;
  return TLS_VERSIONS.find((version) => version === name);
}

/** The broker does not run with the wrong word, so the right one shuts nobody out. */
function spellFix(versions: VersionSetting, guess: TlsVersion | undefined, fatal: boolean): Fix[] {
  if (!guess) return [];
  if (OBSOLETE_TLS_VERSIONS.has(guess)) return replaceWith(versions, [['tlsv1.2', 'tlsv1.3'], ['tlsv1.2']], false);
  const kept = versions.items
    .map(({ version, text }) => version ?? guessVersion(text))
    .filter((each) => each !== undefined);
  return replaceWith(versions, kept.length > 1 ? [kept] : [kept, tlsVersionsFrom(guess)], fatal);
}

function replaceWith(versions: VersionSetting, choices: readonly (readonly TlsVersion[])[], safe: boolean): Fix[] {
  const edits = choices.map((choice) => versions.set(choice)).find((found) => found.length > 0);
  return edits ? [{ title: t('Write it as the broker knows it'), edits, safe }] : [];
}

function hasGap(versions: readonly TlsVersion[]): boolean {
  const old = versions.includes('tlsv1.1') || versions.includes('tlsv1');
  return versions.includes('tlsv1.3') && old && !versions.includes('tlsv1.2');
}
