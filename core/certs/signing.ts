import { type KeyObject, sign } from 'node:crypto';
import { t } from '../facts/message';
import { type Asn1, bitString, der, none, oid, sequence } from './asn1';
import { CertificatesError } from './errors';

/**
 * The DER of `SEQUENCE { tbs, algorithm, signature }`, the shape that certificates, requests and revocation lists share
 * (RFC 5280 sections 4.1 and 5.1, RFC 2986). `toBeSigned` is handed the algorithm, which two of the three repeat inside.
 */
export function signed(signer: KeyObject, toBeSigned: (algorithm: Asn1) => Asn1): Buffer {
  const algorithm = SIGNATURE_ALGORITHMS[signatureKind(signer)];
  const tbs = toBeSigned(algorithm.identifier());
  return der(sequence(tbs, algorithm.identifier(), bitString(sign(algorithm.hash, der(tbs), signer))));
}

type SignatureKind = 'rsa' | 'p256' | 'p384' | 'p521' | 'ed25519' | 'ed448';

interface SignatureAlgorithm {
  readonly hash: string | null;
  identifier(): Asn1;
}

/** RFC 4055 wants the NULL for RSA; RFC 5758 and RFC 8410 forbid parameters for the others. */
const SIGNATURE_ALGORITHMS: Readonly<Record<SignatureKind, SignatureAlgorithm>> = {
  rsa: { hash: 'sha256', identifier: () => sequence(oid('1.2.840.113549.1.1.11'), none()) },
  p256: { hash: 'sha256', identifier: () => sequence(oid('1.2.840.10045.4.3.2')) },
  p384: { hash: 'sha384', identifier: () => sequence(oid('1.2.840.10045.4.3.3')) },
  p521: { hash: 'sha512', identifier: () => sequence(oid('1.2.840.10045.4.3.4')) },
  ed25519: { hash: null, identifier: () => sequence(oid('1.3.101.112')) },
  ed448: { hash: null, identifier: () => sequence(oid('1.3.101.113')) },
};

function signatureKind(signer: KeyObject): SignatureKind {
  const type = signer.asymmetricKeyType ?? 'unknown';
  if (type === 'rsa' || type === 'ed25519' || type === 'ed448') return type;
  const curve = signer.asymmetricKeyDetails?.namedCurve;
  if (type === 'ec') return curve === 'secp384r1' ? 'p384' : curve === 'secp521r1' ? 'p521' : 'p256';
  const reason = t('a certificate authority with a {type} key cannot sign here; make one with a P-256 key', { type });
  throw new CertificatesError(reason, 'authority');
}
