import type { CertFacts } from '../../facts/certificate';
import { type Message, t } from '../../facts/message';
import type { Fix } from '../finding';
import type { FileReference, Setting } from '../model';
import { pemOf, tlsEnds } from '../model-queries';
import { rule } from '../rule';

export default rule({
  title: t('Certificate without its intermediates'),
  level: 'warning',
  kind: 'correctness',
  why: t('Clients that do not happen to know the intermediate refuse the connection.'),
  refs: ['RFC 8446 section 4.4.2', 'RFC 5280 section 6'],

  *check(model) {
    for (const { tls, outgoing } of tlsEnds(model)) {
      const reference = tls.certificate.value;
      if (!reference || outgoing) continue;
      const chain = pemOf(reference)?.certificates;
      const fixes = fullChain(tls.certificate, reference);
      const issuer = chain && unknownIssuer(chain, pemOf(tls.ca.value)?.certificates ?? []);
      if (issuer === undefined && (chain || fixes.length === 0)) continue;
      yield { at: tls.certificate.span, message: messageFor(reference, issuer), fixes };
    }
  },
});

/** These issue through intermediates only; a private authority may well sign by itself. */
const PUBLIC =
  /Let's Encrypt|DigiCert|Sectigo|COMODO|GlobalSign|ZeroSSL|GoDaddy|Google Trust|Amazon|Entrust|Buypass|SSL\.com|Actalis|Certum|Gandi|GEANT|HARICA/i;

/** The issuer at the end of the chain, where it must be an intermediate and is nowhere to be found. */
function unknownIssuer(chain: readonly CertFacts[], trusted: readonly CertFacts[]): string | undefined {
  let [last] = chain;
  for (let steps = 0; last && steps < chain.length; steps++) {
    const current: CertFacts = last;
    last =
      chain.find(({ subject, fingerprint }) => subject === current.issuer && fingerprint !== current.fingerprint) ??
      last;
    if (last === current) break;
  }
  // An intermediate in the file is enough: roots are the client’s business. OpenSSL adds what the CA file holds.
  if (!last || last.isCa || last.subject === last.issuer || !PUBLIC.test(last.issuer)) return undefined;
  return trusted.some(({ subject }) => subject === last.issuer) ? undefined : last.issuer;
}

function messageFor({ path }: FileReference, issuer: string | undefined): Message {
  if (issuer === undefined)
    return t('“{path}” holds no intermediates: name fullchain.pem, which stands beside it', { path });
  return t('“{path}” lacks the certificate of {issuer}: append it, or name the full chain', { path, issuer });
}

/** Certbot writes `cert.pem` for programs that take the chain apart, and `fullchain.pem` for all others. */
function fullChain(setting: Setting<FileReference | undefined>, reference: FileReference): Fix[] {
  const path = reference.path.replace(/(\/live\/[^/]+\/)cert\.pem$/, '$1fullchain.pem');
  const edits = path === reference.path ? [] : setting.set({ ...reference, path });
  return edits.length > 0 ? [{ title: t('Use fullchain.pem'), edits, safe: true }] : [];
}
