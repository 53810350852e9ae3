import type { CertFacts } from './certificate';

/** Certificates whose private keys are published, SHA-256 of their DER. Packages of EMQX 4 and 5, then of 6.3. */
const FINGERPRINTS: ReadonlySet<string> = new Set([
  '7B7E10AF742130D3705BD6CE9AA9A9D7EF1E4302AAE2D8936F28ED1188F9315D',
  '8526F2E2A250CD963319F62D122A976BC3063C11EA01B4B7252AB74F0A8F4540',
  '94C34930138F679A8F81965662D72550C8940D2F28A3323BC5831FF294131C61',
  'EB434B4B4666FB52A230DC9E144AB3BB1CB59C81E90ACB8685F66E3B3B8DE403',
  '7278A19160A61371568C80C5374CCB546681A011538815D2655AE83030B48932',
  '17F9A3FCF606B3881CCA3E685B0D86417A77D0BDF100D8A2E544C165A1B7BDD5',
]);

/** Public keys of those of EMQX 6.3, SHA-256 of the SubjectPublicKeyInfo: a new certificate for such a key is no better. */
const PUBLIC_KEYS: ReadonlySet<string> = new Set([
  '500C5BAC49DAC8845A7240CD48AAE8117989D29DB6D118FB3AE658F6A15BD361',
  '912C548620A21D9ECC7BC87A3ADDB9550D30214DD9ED947B3A8E2449E203EECF',
  '3A55CD763C88512F4654EFF130516A1AB3872C846B58B7DF60000ABBAB83B1DF',
]);

/** The tests of the Mosquitto sources issue theirs anew from time to time, always under this name. */
const TEST_AUTHORITY = /\bO=Mosquitto Project\b.*\bOU=Testing\b/;

/** Anybody can have the private key of this certificate, or that of the authority which issued it. */
export function isDemoCertificate({ fingerprint, key, subject, issuer }: CertFacts): boolean {
  if (FINGERPRINTS.has(fingerprint) || PUBLIC_KEYS.has(key.spki)) return true;
  return TEST_AUTHORITY.test(subject) || TEST_AUTHORITY.test(issuer);
}
