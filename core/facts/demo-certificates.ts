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

/** The tests of the Mosquitto sources issue theirs anew from time to time, always under this name. */
const TEST_AUTHORITY = /\bO=Mosquitto Project\b.*\bOU=Testing\b/;

/** Anybody can have the private key of this certificate, or that of the authority which issued it. */
export function isDemoCertificate({ fingerprint, subject, issuer }: CertFacts): boolean {
  return FINGERPRINTS.has(fingerprint) || TEST_AUTHORITY.test(subject) || TEST_AUTHORITY.test(issuer);
}
