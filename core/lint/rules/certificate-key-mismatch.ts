import type { CertFacts } from '../../facts/certificate';
import { type Message, t } from '../../facts/message';
import type { Fix } from '../finding';
import type { FileReference, Setting } from '../model';
import { certifiedEnds, kindOf, pemOf } from '../model-queries';
import { rule } from '../rule';

export default rule({
  title: t('Private key that does not belong to the certificate'),
  level: 'error',
  kind: 'correctness',
  why: t('The broker refuses to start, or no TLS connection comes about.'),
  refs: ['RFC 8446 section 4.4.2'],

  *check(model) {
    for (const { tls } of certifiedEnds(model)) {
      const { certificate, privateKey } = tls;
      const [own, ...chain] = pemOf(certificate.value)?.certificates ?? [];
      const keys = (pemOf(privateKey.value)?.keys ?? []).filter((facts) => !facts.encrypted).map(({ key }) => key.spki);
      if (!own || !privateKey.value || keys.length === 0 || keys.includes(own.key.spki)) continue;
      const other = chain.find(({ key }) => keys.includes(key.spki));
      const right = other ? undefined : rightKey(own, privateKey.value, certificate.value, model.references);
      yield {
        at: privateKey.span,
        message: messageFor(own, other, right),
        kind: kindOf(privateKey.value, 'correctness'),
        related: [{ at: certificate.span, message: t('the certificate is named here') }],
        fixes: fixesFor(privateKey, right),
      };
    }
  },
});

/** The broker’s own certificate must be the first of its chain. */
function messageFor({ subject }: CertFacts, other: CertFacts | undefined, right: string | undefined): Message {
  if (other) {
    return t('this key belongs to {other}, which must come first in the certificate file, before {subject}', {
      other: other.subject,
      subject,
    });
  }
  return right === undefined
    ? t('this key does not belong to the certificate {subject}: name the key it was issued for', { subject })
    : t('this key does not belong to the certificate {subject}: “{right}” does', { subject, right });
}

/** The path of a key that fits: one that the configuration names elsewhere, or one that lies beside key or certificate. */
function rightKey(
  { key }: CertFacts,
  written: FileReference,
  certificate: FileReference | undefined,
  references: readonly FileReference[],
): string | undefined {
  const named = references.find(
    (reference) =>
      reference.role === 'private-key' &&
      pemOf(reference)?.keys.some((facts) => !facts.encrypted && facts.key.spki === key.spki),
  );
  if (named) return named.path;
  for (const reference of [written, certificate]) {
    const sibling = reference?.target?.siblings?.find(({ spki }) => spki === key.spki);
    if (reference && sibling) return reference.path.replace(/[^\\/]*$/, () => sibling.name);
  }
  return undefined;
}

function fixesFor(setting: Setting<FileReference | undefined>, path: string | undefined): Fix[] {
  if (path === undefined || setting.value === undefined) return [];
  const edits = setting.set({ ...setting.value, path });
  return edits.length > 0 ? [{ title: t('Use “{path}”', { path }), edits, safe: true }] : [];
}
