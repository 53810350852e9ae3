import { t } from '../../facts/message';
import { atOption, type Entry, type Explanation } from './entry';

/** Alerts (RFC 8446, section 6.2) that seldom have to do with certificates, versions or suites. */
export const otherAlertEntries: readonly Entry[] = [
  {
    codes: ['TLSV1_ALERT_ACCESS_DENIED'],
    texts: ['alert access denied', 'alert number 49'],
    explain: () => ({
      cause: t('The other side takes the certificate for genuine, but does not let this client in.'),
      advice: t(
        'Allow the client on the broker or on the proxy before it, by the name in its certificate or its address.',
      ),
    }),
  },
  {
    codes: ['TLSV1_ALERT_UNKNOWN_PSK_IDENTITY', 'PSK_IDENTITY_NOT_FOUND'],
    texts: ['alert unknown psk identity', 'alert number 115', 'psk identity not found'],
    explain: () => ({
      cause: t('The broker does not know the identity that the client sent for its pre-shared key (PSK).'),
      advice: t('Add the identity and its key to the PSK file of the broker, or correct it on the client.'),
      ...atOption('psk_file'),
    }),
  },
  {
    codes: ['DECRYPTION_FAILED_OR_BAD_RECORD_MAC', 'BINDER_DOES_NOT_VERIFY', 'DIGEST_CHECK_FAILED'],
    texts: ['decryption failed or bad record mac', 'binder does not verify', 'digest check failed'],
    explain: () => ({
      cause: t(
        'What was received does not decrypt: the two sides have different pre-shared keys (PSK), or the data was altered on the way.',
      ),
      advice: t('Compare the key of this identity on both sides; without pre-shared keys look for a proxy in between.'),
      ...atOption('psk_file'),
    }),
  },
  {
    codes: ['TLSV1_ALERT_INAPPROPRIATE_FALLBACK', 'INAPPROPRIATE_FALLBACK', 'TLS13_DOWNGRADE'],
    texts: ['inappropriate fallback', 'alert number 86', 'tls13 downgrade'],
    explain: () => ({
      cause: t(
        'The broker noticed a downgrade: the client came back with an older TLS version after a failed attempt with a newer one that both have.',
      ),
      advice: t('Find out why the newer version fails; often a proxy or firewall in between does not let it through.'),
    }),
  },
  {
    codes: ['TLSV1_BAD_CERTIFICATE_STATUS_RESPONSE', 'TLSV1_ALERT_BAD_CERTIFICATE_STATUS_RESPONSE'],
    texts: ['bad certificate status response', 'alert number 113'],
    explain: () => ({
      cause: t('The other side does not accept the OCSP response that came with the certificate.'),
      advice: t('Have the server fetch a new response; check its clock, and that its OCSP responder can be reached.'),
    }),
  },
  {
    codes: [
      'SSLV3_ALERT_UNEXPECTED_MESSAGE',
      'SSLV3_ALERT_BAD_RECORD_MAC',
      'TLSV1_ALERT_DECRYPTION_FAILED',
      'TLSV1_ALERT_RECORD_OVERFLOW',
      'SSLV3_ALERT_DECOMPRESSION_FAILURE',
      'SSLV3_ALERT_ILLEGAL_PARAMETER',
      'TLSV1_ALERT_DECODE_ERROR',
      'TLSV13_ALERT_MISSING_EXTENSION',
      'TLSV1_UNSUPPORTED_EXTENSION',
      'TLSV1_ALERT_UNSUPPORTED_EXTENSION',
    ],
    texts: [
      'alert unexpected message',
      'alert bad record mac',
      'alert decryption failed',
      'alert record overflow',
      'alert decompression failure',
      'alert illegal parameter',
      'alert decode error',
      'alert number 109',
      'alert number 110',
    ],
    explain: () => ({
      cause: t(
        'The other side could not make sense of what it received: it was altered on the way, belongs to another pre-shared key, or one of the TLS libraries is faulty or very old.',
      ),
      advice: t(
        'Test without the proxy, VPN or virus scanner in between, update the TLS library of the broker, and look into its log.',
      ),
    }),
  },
  {
    codes: [
      'SSLV3_ALERT_NO_CERTIFICATE',
      'TLSV1_ALERT_EXPORT_RESTRICTION',
      'TLSV1_ALERT_USER_CANCELLED',
      'TLSV1_ALERT_NO_RENEGOTIATION',
      'TLSV1_CERTIFICATE_UNOBTAINABLE',
      'TLSV1_ALERT_CERTIFICATE_UNOBTAINABLE',
      'TLSV1_BAD_CERTIFICATE_HASH_VALUE',
      'TLSV1_ALERT_BAD_CERTIFICATE_HASH_VALUE',
    ],
    texts: ['bad certificate hash value'],
    explain: withoutReason,
  },
];

/** The last of all: an alert that nothing else explains. */
export const anyAlertEntry: Entry = { codes: [], texts: ['ssl alert number'], explain: withoutReason };

function withoutReason(): Explanation {
  return {
    cause: t('The other side ended the connection with a TLS alert that gives no useful reason.'),
    advice: t('Look into the log of the other side at that time; it names the reason.'),
  };
}
