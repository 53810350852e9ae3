import { t } from '../../facts/message';
import { atOption, type Entry, type Explanation } from './entry';
import type { Situation } from './situation';

/** Lines of a broker that does not start or complains, as people paste them. */
export const logEntries: readonly Entry[] = [
  {
    codes: [],
    texts: [
      'unable to load server certificate',
      'unable to load server key',
      'unable to load ca certificates',
      'check certfile',
      'check keyfile',
      'check cafile',
    ],
    explain: (situation) => ({ ...unableToLoad(situation), ...atOption(fileOption(situation)) }),
  },
  {
    codes: [],
    texts: ['unable to set tls ciphers', 'unable to set tls 1.3 ciphersuites', 'bad_ciphers'],
    explain: () => ({
      cause: t(
        'The cipher list of the broker names no suite that it knows: misspelt, or names of TLS 1.3 in the list for TLS 1.2.',
      ),
      advice: t('Put TLS 1.3 names into ciphers_tls1.3 and the others into ciphers, or leave both out.'),
      ...atOption('ciphers'),
    }),
  },
  {
    codes: [],
    texts: ['unsupported tls_version', 'no_available_tls_version'],
    explain: () => ({
      cause: t('The TLS version in the configuration is misspelt or not supported by this broker.'),
      advice: t('Write tlsv1.2 or tlsv1.3.'),
      ...atOption('tls_version'),
    }),
  },
  {
    codes: [],
    texts: [
      'unknown configuration variable',
      'unknown_fields',
      'matched_no_union_member',
      'call_hocon_failed',
      'failed_to_check_schema',
    ],
    explain: () => ({
      cause: t(
        'The configuration holds a key that this broker version does not know at this place: misspelt, removed, at the wrong level, or the file is not plain UTF-8.',
      ),
      advice: t('Open the configuration file in the editor: the key is underlined, with the nearest known name.'),
    }),
  },
  {
    codes: [],
    texts: ['duplicate certfile value', 'duplicate keyfile value', 'duplicate cafile value'],
    explain: () => ({
      cause: t('An option stands twice for the same listener.'),
      advice: t('Remove one, or put a listener line before the second.'),
    }),
  },
  {
    codes: ['CERTIFICATE_VERIFY_FAILED'],
    texts: ['certificate verify failed', '{bad_cert', 'selfsigned_peer'],
    explain: () => ({
      cause: t(
        'The side that wrote this line rejected the certificate of its peer: signed by an authority that is not in its CA file, expired, or revoked; a broker without a CA file rejects every client certificate.',
      ),
      advice: t(
        "Add the authority that signed the peer's certificate to the CA file of this side, and check the dates of the certificate.",
      ),
      ...atOption('cafile'),
    }),
  },
  {
    codes: [],
    texts: ['unexpected eof while reading'],
    explain: () => ({
      cause: t(
        'The other side closed the connection without saying goodbye: harmless in a log of the broker; in one of a client the broker has broken off.',
      ),
      advice: t('For a broker nothing needs to be done; for a client look into the log of the broker.'),
    }),
  },
];

function fileOption({ failure: { text } }: Situation): string {
  return /ca certificates|cafile/i.test(text) ? 'cafile' : /server key|keyfile/i.test(text) ? 'keyfile' : 'certfile';
}

/** The line that follows in the log tells the reason. */
function unableToLoad({ failure }: Situation): Explanation {
  const { text } = failure;
  if (/no such file/i.test(text)) {
    return {
      cause: t('The broker does not find the file: the path is wrong, or the file is not inside the container.'),
      advice: t('Correct the path as the broker sees it, or mount the file.'),
    };
  }
  if (/permission denied/i.test(text)) {
    return {
      cause: t('The broker may not read the file; Mosquitto started as root changes to the user mosquitto first.'),
      advice: t('chown mosquitto: FILE, mode 600 for keys, and let that user enter the directories above.'),
    };
  }
  if (/md too weak/i.test(text)) {
    return {
      cause: t('The certificate is signed with SHA-1 or MD5, which the crypto library refuses.'),
      advice: t('Issue the certificate again with a SHA-256 signature.'),
    };
  }
  if (/key too small/i.test(text)) {
    return {
      cause: t('The key of the certificate is too small for the crypto library: RSA below 2048 bits.'),
      advice: t('Issue the certificate again with RSA 2048 or more, or with the curve P-256.'),
    };
  }
  if (/values mismatch/i.test(text)) {
    return {
      cause: t('The private key does not belong to the certificate; often one of the two was made anew.'),
      advice: t('Use the key that was made with the certificate, or issue the certificate again for this key.'),
    };
  }
  if (/problems getting password|bad decrypt|bad password/i.test(text)) {
    return {
      cause: t('The private key is encrypted, and no passphrase was given.'),
      advice: t('Enter the passphrase; for a broker, which nobody can ask, make an unencrypted key with mode 600.'),
    };
  }
  if (/no start line|no certificate or crl found|asn\.?1 encoding routines|PEM lib/i.test(text)) {
    return {
      cause: t('The file holds no PEM of the kind that is wanted here: it is DER, empty, damaged, or another file.'),
      advice: t('Choose the right file, or convert it to PEM with openssl.'),
    };
  }
  return {
    cause: t('The broker cannot load a certificate or key file; the next line of its log (OpenSSL Error) says why.'),
    advice: t(
      'Read that line: no such file, permission denied, key too small, md too weak and key values mismatch each have their own remedy.',
    ),
  };
}
