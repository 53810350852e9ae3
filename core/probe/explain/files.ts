import type { PemFacts } from '../../facts/certificate';
import { type Message, t } from '../../facts/message';
import { NO_CODE, type TargetFile } from '../deadline';
import { atOption, type Entry, type Explanation } from './entry';
import type { Situation } from './situation';

/** The certificate, key or CA file on this side cannot be used. */
export const fileEntries: readonly Entry[] = [
  {
    codes: ['KEY_VALUES_MISMATCH', 'KEY_TYPE_MISMATCH'],
    texts: ['key values mismatch', 'key type mismatch', 'certificate/key are inconsistent'],
    explain: keyMismatch,
  },
  {
    codes: ['BAD_DECRYPT', 'BAD_PASSWORD_READ', 'INTERRUPTED_OR_CANCELLED', 'MISSING_PASSPHRASE', 'BAD_PASS_PHRASE'],
    texts: [
      'bad decrypt',
      'bad password read',
      'problems getting password',
      'bad_password_or_invalid_keyfile',
      'interrupted or cancelled',
    ],
    explain: keyEncrypted,
  },
  {
    codes: [
      'NO_START_LINE',
      'UNSUPPORTED',
      'BAD_BASE64_DECODE',
      'BAD_END_LINE',
      'SHORT_HEADER',
      'ASN1_LIB',
      'WRONG_TAG',
      'NOT_ENOUGH_DATA',
      'ASN1_DECODE_ERROR',
      'HEADER_TOO_LONG',
      'NESTED_ASN1_ERROR',
      'NO_CERTIFICATE_OR_CRL_FOUND',
    ],
    texts: [
      'no start line',
      'decoder routines::unsupported',
      'bad base64 decode',
      'bad end line',
      'asn1 encoding routines',
      'asn.1 encoding routines',
      'no certificate or crl found',
    ],
    explain: notPem,
  },
  {
    codes: ['NO_PRIVATE_KEY'],
    texts: [],
    explain: () => ({
      cause: t('A client certificate was given without its private key, so it cannot be used.'),
      advice: t('Give the key file that belongs to the certificate (--key).'),
    }),
  },
  {
    codes: ['PKCS12_NOT_OPENED', 'MAC_VERIFY_FAILURE', 'INCORRECT_PASSWORD'],
    texts: ['mac verify failure', 'mac verify error', 'incorrect_password'],
    explain: () => ({
      cause: t(
        'The PKCS#12 archive does not open: the passphrase is wrong or missing, or it holds no key with its certificate.',
      ),
      advice: t('Enter the passphrase with which the archive was exported.'),
    }),
  },
  {
    codes: ['NO_CIPHER_MATCH', 'INVALID_COMMAND'],
    texts: ['no cipher match', 'openssl_internal:invalid_command'],
    explain: () => ({
      cause: t(
        'The cipher list names no suite that is known here: names are misspelt, or belong to another TLS version.',
      ),
      advice: t('Use names from the list of the crypto library (openssl ciphers), or leave the list out.'),
      ...atOption('ciphers'),
    }),
  },
];

/** A file of the target could not even be read. */
export function explainUnreadableFile({ failure: { file, code, text } }: Situation): Explanation | undefined {
  if (file === undefined) return undefined;
  const advice = unreadableAdvice[file];
  const name = code === NO_CODE ? text : code;
  switch (file) {
    case 'ca':
      return { cause: t('The CA file cannot be read ({reason}).', { reason: reasons[code] ?? name }), advice };
    case 'cert':
      return {
        cause: t('The client certificate file cannot be read ({reason}).', { reason: reasons[code] ?? name }),
        advice,
      };
    case 'key':
      return { cause: t('The client key file cannot be read ({reason}).', { reason: reasons[code] ?? name }), advice };
    case 'p12':
      if (code === 'NO_PKCS12')
        return { cause: t('The archive file is no PKCS#12: it {found}.', { found: text }), advice };
      return { cause: t('The archive file cannot be read ({reason}).', { reason: reasons[code] ?? name }), advice };
  }
}

const unreadableAdvice: Readonly<Record<TargetFile, Message>> = {
  ca: t('Give the path of the PEM file that holds the authority.'),
  cert: t('Give the path of the PEM file that holds the client certificate.'),
  key: t('Give the path of the PEM file that holds the key of the client certificate, readable for this user.'),
  p12: t('Give the path of the PKCS#12 archive (.p12, .pfx) that holds client certificate and key.'),
};

/** The system's own phrases, as `strerror` has them. */
const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'ENOENT: no such file',
  EACCES: 'EACCES: permission denied',
  EISDIR: 'EISDIR: is a directory',
  EFBIG: 'EFBIG: larger than one megabyte',
  EINVAL: 'EINVAL: no regular file',
};

function keyMismatch({ clientCertificate }: Situation): Explanation {
  const subject = clientCertificate?.certificates[0]?.subject;
  const advice = t('Use the key that was made with the certificate, or issue the certificate again for this key.');
  if (subject === undefined) {
    return {
      cause: t('The private key does not belong to the certificate; often one of the two was made anew.'),
      advice,
      ...atOption('keyfile'),
    };
  }
  return {
    cause: t('The private key does not belong to the certificate "{subject}"; often one of the two was made anew.', {
      subject,
    }),
    advice,
  };
}

function keyEncrypted({ stage, passphraseGiven }: Situation): Explanation {
  if (stage !== undefined && passphraseGiven === true) {
    return {
      cause: t('The private key is encrypted, and the passphrase given does not open it.'),
      advice: t('Enter the passphrase with which the key was encrypted.'),
    };
  }
  return {
    cause: t('The private key is encrypted, and no passphrase was given.'),
    advice: t('Enter the passphrase; for a broker, which nobody can ask, make an unencrypted key with mode 600.'),
  };
}

/** Finds the file that is no PEM by what was found in each. */
function notPem(situation: Situation): Explanation {
  const { clientCertificate, clientKey, ca, passphraseGiven } = situation;
  // OpenSSL may say no more than "unsupported" of a key that it was given no passphrase for.
  if (passphraseGiven === false && clientKey?.keys.some(({ encrypted }) => encrypted)) return keyEncrypted(situation);
  if (clientCertificate !== undefined && clientCertificate.certificates.length === 0) {
    return unsuitable('certificate', clientCertificate);
  }
  if (clientCertificate !== undefined && clientCertificate.encoding !== 'pem') {
    return unsuitable('certificate', clientCertificate);
  }
  // One wrong passphrase in about 200 happens to leave valid padding; what comes out is then no key either.
  if (clientKey?.keys.some(({ encrypted }) => encrypted)) return keyEncrypted(situation);
  if (clientKey !== undefined && (clientKey.keys.length === 0 || clientKey.encoding !== 'pem')) {
    return unsuitable('key', clientKey);
  }
  if (ca !== undefined && ca.certificates.length === 0) return unsuitable('ca', ca);
  return {
    cause: t(
      'A certificate or key file is not PEM: it is DER, PKCS#12, empty, damaged, or the wrong file; or a path was handed over as if it were the content.',
    ),
    advice: t('Choose the right file, or convert it to PEM with openssl.'),
  };
}

function unsuitable(role: 'certificate' | 'key' | 'ca', { encoding, labels }: PemFacts): Explanation {
  const found = contentOf(encoding, labels);
  switch (role) {
    case 'certificate':
      return {
        cause: t('The client certificate file holds no certificate in PEM form; it is {found}.', { found }),
        advice:
          encoding === 'der' ? t('Convert it: openssl x509 -inform DER -in cert.der -out cert.pem') : choose(encoding),
      };
    case 'key':
      return {
        cause: t('The client key file holds no private key in PEM form; it is {found}.', { found }),
        advice:
          encoding === 'der' ? t('Convert it: openssl pkey -inform DER -in key.der -out key.pem') : choose(encoding),
      };
    case 'ca':
      return {
        cause: t('The CA file holds no certificate in PEM form; it is {found}.', { found }),
        advice: choose(encoding),
      };
  }
}

function choose(encoding: PemFacts['encoding']): Message {
  if (encoding === 'pkcs12')
    return t('Take certificate and key out of the container: openssl pkcs12 -in file.p12 -out file.pem -nodes');
  return t('Choose the right file; a PEM file has a line "-----BEGIN …-----".');
}

/** Technical names, the same in every language. */
function contentOf(encoding: PemFacts['encoding'], labels: readonly string[]): string {
  if (encoding === 'pem') return `PEM (${labels.join(', ')})`;
  return { der: 'DER', pkcs12: 'PKCS#12', empty: 'empty (0 bytes)', other: 'in no known format' }[encoding];
}
