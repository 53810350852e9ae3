import type { CertFacts, PemFacts } from '../../facts/certificate';
import { t } from '../../facts/message';
import { expired, nameMismatch, notYetValid, wrongKeyUsage, wrongPurpose } from './certificate';
import { atOption, type Entry, type Explanation } from './entry';
import type { Situation } from './situation';

/** This side rejects the server's certificate. */
export const trustEntries: readonly Entry[] = [
  {
    codes: ['UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
    texts: ['unable to verify the first certificate'],
    explain: (situation) => issuerUnknown(situation, situation.chain?.[0]),
  },
  {
    codes: ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY'],
    texts: ['unable to get local issuer certificate'],
    explain: (situation) => issuerUnknown(situation, situation.chain?.at(-1)),
  },
  {
    codes: ['UNABLE_TO_GET_ISSUER_CERT'],
    texts: ['unable to get issuer certificate'],
    explain: rootMissing,
  },
  {
    codes: ['SELF_SIGNED_CERT_IN_CHAIN'],
    texts: ['self signed certificate in certificate chain'],
    explain: rootUntrusted,
  },
  {
    codes: ['DEPTH_ZERO_SELF_SIGNED_CERT'],
    texts: ['self signed certificate', 'depth zero self signed'],
    explain: selfSigned,
  },
  {
    codes: ['ERR_TLS_CERT_ALTNAME_INVALID', 'CERT_ALTNAME_INVALID', 'HOSTNAME_MISMATCH'],
    texts: ["does not match certificate's altnames", 'hostname mismatch', 'ip address mismatch'],
    explain: nameMismatch,
  },
  { codes: ['CERT_HAS_EXPIRED'], texts: ['certificate has expired'], explain: expired },
  { codes: ['CERT_NOT_YET_VALID'], texts: ['certificate is not yet valid'], explain: notYetValid },
  {
    codes: ['INVALID_PURPOSE'],
    texts: ['unsuitable certificate purpose', 'unsupported certificate purpose'],
    explain: wrongPurpose,
  },
  { codes: ['KEY_USAGE_BIT_INCORRECT'], texts: ['key usage bit incorrect'], explain: wrongKeyUsage },
  {
    codes: ['CERT_SIGNATURE_FAILURE'],
    texts: ['certificate signature failure'],
    explain: () => ({
      cause: t(
        'The signature on the broker certificate was not made by the given authority, although the names agree.',
      ),
      advice: t(
        'The authority was probably made anew. Give the CA file that signed this certificate, or issue the certificate again.',
      ),
    }),
  },
  {
    codes: ['CERT_REVOKED'],
    texts: ['certificate revoked'],
    explain: () => ({
      cause: t('The certificate was revoked by the authority that signed it.'),
      advice: t('Issue a new certificate with a new key.'),
    }),
  },
  {
    codes: ['EE_KEY_TOO_SMALL', 'CA_KEY_TOO_SMALL'],
    texts: ['ee key too small', 'ca key too small', 'certificate key too weak'],
    explain: () => ({
      cause: t('A certificate has a key that the crypto library refuses as too weak: RSA below 2048 bits.'),
      advice: t('Issue the certificate again with RSA 2048 or more, or with the curve P-256.'),
    }),
  },
  {
    codes: ['CA_MD_TOO_WEAK', 'EE_MD_TOO_WEAK'],
    texts: ['ca md too weak', 'ee md too weak', 'signature digest algorithm too weak'],
    explain: () => ({
      cause: t(
        'A certificate is signed with an algorithm that the crypto library refuses as broken, such as SHA-1 or MD5.',
      ),
      advice: t('Issue the certificate again with a SHA-256 signature.'),
    }),
  },
];

/** The issuer of `last` is not trusted: no CA, no usable CA, a CA made anew, a gap in the chain, or the wrong CA. */
function issuerUnknown(situation: Situation, last: CertFacts | undefined): Explanation {
  const { ca, chain } = situation;
  if (ca !== undefined && !isUsable(ca)) return caUnusable(ca);
  if (last === undefined) {
    return {
      cause: t('The certificate of the broker leads to no authority that is trusted here.'),
      advice: t('Give the authority that signed the broker certificate as CA file (cafile, --ca).'),
    };
  }
  // BoringSSL has this code for what OpenSSL calls self-signed, too.
  if (chain?.at(-1)?.selfSigned) return chain.length === 1 ? selfSigned(situation) : rootUntrusted(situation);
  const { issuer } = last;
  if (ca === undefined) return isPublicAuthority(issuer) ? intermediateMissing(issuer) : caNotGiven(issuer);
  if (ca.certificates.some(({ subject }) => subject === issuer)) return caMadeAnew(issuer);
  if (chain?.length === 1 && ca.certificates.some((given) => sameOrganisation(given.subject, issuer))) {
    return intermediateMissing(issuer);
  }
  return {
    cause: t('The broker certificate is signed by "{issuer}", but the CA file holds "{given}".', {
      issuer,
      given: subjectsOf(ca),
    }),
    advice: t(
      'Give the CA file of "{issuer}". If "{issuer}" is itself signed by the given authority, the broker must send it too: certfile then holds the certificate followed by the intermediate.',
      { issuer },
    ),
  };
}

function caNotGiven(issuer: string): Explanation {
  return {
    cause: t(
      'The broker certificate is signed by "{issuer}", which is not among the authorities that are trusted here, and no CA file was given.',
      { issuer },
    ),
    advice: t('Give the certificate of "{issuer}" as CA file (cafile, --ca).', { issuer }),
  };
}

function intermediateMissing(issuer: string): Explanation {
  return {
    cause: t(
      'The broker sends its certificate without the intermediate "{issuer}" that signed it, so the chain has a gap.',
      { issuer },
    ),
    advice: t(
      'Set certfile on the broker to a file that holds the certificate followed by the intermediate (often named fullchain.pem).',
    ),
    ...atOption('certfile'),
  };
}

function caMadeAnew(issuer: string): Explanation {
  return {
    cause: t(
      'The CA file holds an authority named "{issuer}", but another key of that name signed the broker certificate: the authority was made anew.',
      { issuer },
    ),
    advice: t(
      'Give the CA file that belongs to the broker certificate, or issue the broker certificate again with the present authority.',
    ),
  };
}

/** Node reads PEM only, and skips anything else without a word. */
function isUsable({ encoding, certificates }: PemFacts): boolean {
  return encoding === 'pem' && certificates.length > 0;
}

function caUnusable({ encoding, labels }: PemFacts): Explanation {
  const advice = t('Give a PEM file that holds the authority: it starts with "-----BEGIN CERTIFICATE-----".');
  if (encoding === 'empty') return { cause: t('The CA file is empty, so nothing is trusted.'), advice };
  if (encoding === 'der') {
    return {
      cause: t('The CA file is not PEM but DER, which is silently ignored, so nothing is trusted.'),
      advice: t('Convert it: openssl x509 -inform DER -in ca.der -out ca.pem'),
    };
  }
  if (encoding === 'pem') {
    return {
      cause: t('The CA file holds no certificate ({labels}), so nothing is trusted.', { labels: labels.join(', ') }),
      advice,
    };
  }
  return { cause: t('The CA file is not PEM, which is silently ignored, so nothing is trusted.'), advice };
}

function rootMissing({ ca }: Situation): Explanation {
  const top = ca?.certificates.find(({ selfSigned }) => !selfSigned);
  if (top === undefined) {
    return {
      cause: t('The chain of authorities is incomplete: the issuer of an intermediate is not known.'),
      advice: t('Add the root authority to the CA file.'),
    };
  }
  return {
    cause: t('The CA file holds only the intermediate "{subject}"; the root "{issuer}" that signed it is missing.', {
      subject: top.subject,
      issuer: top.issuer,
    }),
    advice: t('Add the root "{issuer}" to the CA file.', { issuer: top.issuer }),
  };
}

function rootUntrusted({ chain, ca }: Situation): Explanation {
  const root = chain?.at(-1)?.subject;
  if (root === undefined) {
    return {
      cause: t('The broker sends its own root authority, and that root is not trusted here.'),
      advice: t('If it is your authority, give it as CA file; never switch verification off.'),
    };
  }
  if (isInspectionProxy(root)) {
    return {
      cause: t(
        'The certificate was replaced on the way: its root "{root}" belongs to a proxy or virus scanner that opens encrypted connections.',
        { root },
      ),
      advice: t(
        'Exempt the broker from the inspection, or give the root of the proxy as CA file if you trust it with your data.',
      ),
    };
  }
  if (ca !== undefined && !isUsable(ca)) return caUnusable(ca);
  if (ca?.certificates.some(({ subject }) => subject === root)) return caMadeAnew(root);
  if (ca !== undefined) {
    return {
      cause: t('The broker certificate leads to the root "{root}", but the CA file holds "{given}".', {
        root,
        given: subjectsOf(ca),
      }),
      advice: t('Give the CA file of "{root}".', { root }),
    };
  }
  return {
    cause: t('The broker sends its own root "{root}", which is not trusted here, and no CA file was given.', { root }),
    advice: t('If "{root}" is your authority, give it as CA file (cafile, --ca); never switch verification off.', {
      root,
    }),
  };
}

function selfSigned({ chain, ca }: Situation): Explanation {
  const leaf = chain?.[0];
  const advice = t(
    'Give that very certificate as CA file, or better make an authority and have it sign a server certificate.',
  );
  if (leaf === undefined)
    return { cause: t('The broker certificate is its own issuer and is not trusted here.'), advice };
  if (ca?.certificates.some(({ subject }) => subject === leaf.subject)) {
    return {
      cause: t('The broker serves another self-signed certificate named "{subject}" than the one in the CA file.', {
        subject: leaf.subject,
      }),
      advice: t('Fetch the certificate that the broker uses now, or restart the broker if its file is the newer one.'),
    };
  }
  return {
    cause: t('The broker certificate "{subject}" is its own issuer and is not trusted here.', {
      subject: leaf.subject,
    }),
    advice,
  };
}

function subjectsOf({ certificates }: PemFacts): string {
  return certificates.map(({ subject }) => subject).join('", "');
}

/** Authorities that sign server certificates for the public with intermediates. */
function isPublicAuthority(name: string): boolean {
  return /Let's Encrypt|DigiCert|Sectigo|GlobalSign|ZeroSSL|GoDaddy|Entrust|Google Trust Services|Amazon|Buypass|Actalis|IdenTrust|SSL Corp/i.test(
    name,
  );
}

function isInspectionProxy(name: string): boolean {
  return /Zscaler|Fortinet|FortiGate|Netskope|Palo Alto|Sophos|Blue ?Coat|McAfee|Kaspersky|Avast|AVG|ESET|Bitdefender|Umbrella|Squid|mitmproxy|Charles Proxy|Burp/i.test(
    name,
  );
}

function sameOrganisation(one: string, other: string): boolean {
  const organisation = /(?:^|, )O=([^,]+)/;
  const name = organisation.exec(one)?.[1];
  return name !== undefined && name === organisation.exec(other)?.[1];
}
