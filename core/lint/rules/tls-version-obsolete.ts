import { t } from '../../facts/message';
import { OBSOLETE_TLS_VERSIONS, TLS_VERSIONS, tlsVersionName } from '../../facts/tls';
import type { Fix } from '../finding';
import type { VersionSetting } from '../model';
import { tlsEnds } from '../model-queries';
import { rule } from '../rule';

export default rule({
  title: t('TLS version that is retired'),
  level: 'error',
  kind: 'security',
  why: t('SSL 3.0, TLS 1.0 and TLS 1.1 have known weaknesses and are formally retired.'),
  refs: ['RFC 8996', 'RFC 7568', 'RFC 9325 section 3.1.1', 'NIST SP 800-52r2', 'CWE-327'],

  *check(model) {
    for (const { label, tls } of tlsEnds(model)) {
      for (const { at, text, version: known } of tls.versions.items) {
        // The word may be one that this broker no longer understands; it is the old version all the same.
        const version = known ?? TLS_VERSIONS.find((each) => each === text);
        if (!version || !OBSOLETE_TLS_VERSIONS.has(version)) continue;
        const name = tlsVersionName(version);
        const message = t('{name} is retired (RFC 8996): let {label} use TLS 1.2 and 1.3 only', { name, label });
        yield { at, message, fixes: modernFix(tls.versions) };
      }
    }
  },
});

/** Keeps the modern versions among those that are on; where there is none, both. Old clients are locked out. */
function modernFix(versions: VersionSetting): Fix[] {
  const modern = versions.value.filter((version) => !OBSOLETE_TLS_VERSIONS.has(version));
  const choices = modern.length > 0 ? [modern] : [['tlsv1.2', 'tlsv1.3'] as const, ['tlsv1.2'] as const];
  const edits = choices.map((choice) => versions.set(choice)).find((found) => found.length > 0);
  return edits ? [{ title: t('Use current TLS versions only'), edits, safe: false }] : [];
}
