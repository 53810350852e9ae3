import type { PemFacts } from '../../facts/certificate';
import { type Message, t } from '../../facts/message';
import type { Fix } from '../finding';
import type { FileReference, Model } from '../model';
import { kindOf, pemOf, tlsEnds } from '../model-queries';
import { rule } from '../rule';

export default rule({
  title: t('File of another kind than the option needs'),
  level: 'error',
  kind: 'correctness',
  why: t('The broker cannot use the file: it refuses to start, or no TLS connection comes about.'),
  refs: ['RFC 7468'],

  *check(model) {
    for (const reference of model.references) {
      const message = problemOf(reference);
      if (!message) continue;
      const kind = kindOf(reference, 'correctness');
      yield { at: reference.at, message, kind, fixes: swapFix(reference, model) };
    }
  },
});

/** The PEM label that each role needs (RFC 7468; `TRUSTED CERTIFICATE` is OpenSSL's own). */
const LABELS: Partial<Record<FileReference['role'], RegExp>> = {
  certificate: /^(X509 |TRUSTED )?CERTIFICATE$/,
  ca: /^(X509 |TRUSTED )?CERTIFICATE$/,
  'private-key': /PRIVATE KEY$/,
  crl: /^X509 CRL$/,
  'dh-parameters': /DH PARAMETERS$/,
};

function problemOf({ role, option, path, target }: FileReference): Message | undefined {
  const facts = target?.facts;
  if (!facts || role === 'other') return undefined;
  if (role === 'ca-directory') {
    return facts.kind === 'file'
      ? t('{option}: “{path}” is a file; a directory is needed here', { option, path })
      : undefined;
  }
  if (facts.kind === 'directory')
    return t('{option}: “{path}” is a directory; a file is needed here', { option, path });
  const needed = LABELS[role];
  if (facts.kind !== 'file' || !needed || facts.pem.labels.some((label) => needed.test(label))) return undefined;
  return contentProblem(facts.pem, option, path);
}

function contentProblem({ encoding, labels }: PemFacts, option: string, path: string): Message {
  if (encoding === 'empty') return t('{option}: “{path}” is empty', { option, path });
  if (encoding === 'der') return t('{option}: “{path}” is in DER format; convert it to PEM', { option, path });
  if (encoding === 'pkcs12')
    return t('{option}: “{path}” is a PKCS#12 file; take it apart into PEM files', { option, path });
  const [label] = labels;
  if (label === 'PKCS7')
    return t('{option}: “{path}” is a PKCS#7 bundle; convert it with “openssl pkcs7 -print_certs”', { option, path });
  if (label)
    return t('{option}: “{path}” holds a “{label}”, which is not what is needed here', { option, path, label });
  return t('{option}: “{path}” is no PEM file', { option, path });
}

/** Where each of the two files is what the other should be, they were swapped. */
function swapFix(reference: FileReference, model: Model): Fix[] {
  for (const { tls } of tlsEnds(model)) {
    const { certificate, privateKey } = tls;
    const concerns =
      certificate.value?.at.start === reference.at.start && certificate.value.at.file === reference.at.file;
    if (!concerns || !holdsOnly(certificate.value, 'private-key') || !holdsOnly(privateKey.value, 'certificate'))
      continue;
    const edits = [...certificate.set(privateKey.value), ...privateKey.set(certificate.value)];
    if (edits.length > 1) return [{ title: t('Swap certificate and key'), edits, safe: true }];
  }
  return [];
}

function holdsOnly(reference: FileReference | undefined, kind: 'private-key' | 'certificate'): boolean {
  const labels = pemOf(reference)?.labels ?? [];
  const has = (role: typeof kind) => labels.some((label) => LABELS[role]?.test(label));
  return has(kind) && !has(kind === 'certificate' ? 'private-key' : 'certificate');
}
