import { t } from '../../facts/message';
import type { TlsVersion } from '../../facts/tls';
import type { Draft } from '../finding';
import type { CipherList } from '../model';
import { tlsEnds } from '../model-queries';
import { rule } from '../rule';

export default rule({
  title: t('Cipher suites that no enabled TLS version can use'),
  level: 'warning',
  kind: 'correctness',
  why: t('The list has no effect, or clients find no suite in common with the broker.'),
  refs: ['RFC 8446 section 4.1.1', 'RFC 9325 section 4.2'],

  *check(model) {
    for (const { tls, label } of tlsEnds(model)) {
      for (const list of tls.active ? tls.ciphers : []) {
        const message = problemOf(list, tls.versions.value, label);
        if (message) yield { at: list.at, ...message };
      }
    }
  },
});

function problemOf(list: CipherList, enabled: readonly TlsVersion[], label: string): Omit<Draft, 'at'> | undefined {
  const { option, covers, members, refused } = list;
  const governed = covers.filter((version) => enabled.includes(version));
  if (governed.length === 0 && enabled.length > 0) {
    const message = t('{option} has no effect: it does not govern the TLS versions of {label}', { option, label });
    const edits = list.remove?.() ?? [];
    const fixes = edits.length > 0 ? [{ title: t('Delete the list'), edits, safe: true }] : [];
    return { message, level: 'info', tags: ['unnecessary'], fixes };
  }
  const suites = members.flatMap((member) => member.suites);
  if (refused || suites.length === 0 || suites.some(({ since }) => usable(since, governed))) return undefined;
  return { message: t('none of these suites works with the TLS versions of {label}: name suites that do', { label }) };
}

/** TLS 1.3 has suites of its own; the older versions share theirs. */
function usable(since: TlsVersion, enabled: readonly TlsVersion[]): boolean {
  if (since === 'tlsv1.3') return enabled.includes('tlsv1.3');
  const old = enabled.filter((version) => version !== 'tlsv1.3');
  return since === 'tlsv1.2' ? old.includes('tlsv1.2') : old.length > 0;
}
