import { type Message, t } from '../../facts/message';
import { OBSOLETE_TLS_VERSIONS, tlsVersionName } from '../../facts/tls';
import type { Fix } from '../finding';
import type { Model, VersionSetting } from '../model';
import { type TlsEnd, tlsEnds } from '../model-queries';
import { rule } from '../rule';

export default rule({
  title: t('No TLS version is set, and this broker version’s default takes in retired ones'),
  level: 'warning',
  kind: 'security',
  why: t('A client, or someone in between, may settle on TLS 1.1 or older, which is formally retired.'),
  refs: ['RFC 8996', 'RFC 9325 section 3.1.1', 'CWE-757'],

  *check(model) {
    for (const end of tlsEnds(model)) {
      const { active, versions } = end.tls;
      // What is written word by word is `tls-version-obsolete`.
      if (
        !active ||
        versions.items.length > 0 ||
        !versions.value.some((version) => OBSOLETE_TLS_VERSIONS.has(version))
      ) {
        continue;
      }
      const level = versions.explicit ? 'error' : 'warning';
      yield { at: versions.span, message: messageFor(end, model), level, fixes: modernFix(versions) };
    }
  },
});

function messageFor({ label, tls }: TlsEnd, { broker, version }: Model): Message {
  const old = tls.versions.value.filter((each) => OBSOLETE_TLS_VERSIONS.has(each)).map(tlsVersionName);
  const names = old.join(', ');
  if (tls.versions.explicit) {
    return t('an empty list means every version, so {label} also takes {names}: name the versions', { label, names });
  }
  return t('{label} also takes {names}, the default of {broker} {version}: require TLS 1.2', {
    label,
    names,
    broker: broker.name,
    version,
  });
}

/** Where the option names one exact version, TLS 1.2 is the one that every client has. */
function modernFix(versions: VersionSetting): Fix[] {
  const choices = [['tlsv1.2', 'tlsv1.3'] as const, ['tlsv1.2'] as const];
  const edits = choices.map((choice) => versions.set(choice)).find((found) => found.length > 0);
  return edits ? [{ title: t('Require TLS 1.2'), edits, safe: false }] : [];
}
