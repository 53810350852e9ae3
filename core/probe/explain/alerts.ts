import { t } from '../../facts/message';
import { atOption, type Entry, type Explanation } from './entry';
import type { Situation } from './situation';

/** The server ended the handshake with an alert (RFC 8446, section 6.2), or no common ground was found. */
export const alertEntries: readonly Entry[] = [
  {
    codes: ['TLSV13_ALERT_CERTIFICATE_REQUIRED', 'TLSV1_ALERT_CERTIFICATE_REQUIRED'],
    texts: [
      'alert certificate required',
      'alert number 116',
      'peer did not return a certificate',
      '{certificate_required',
    ],
    explain: certificateRequired,
  },
  {
    codes: ['TLSV1_ALERT_UNKNOWN_CA'],
    texts: ['alert unknown ca', 'alert number 48', 'unknown_ca'],
    explain: unknownAuthority,
  },
  {
    codes: ['SSLV3_ALERT_UNSUPPORTED_CERTIFICATE'],
    texts: ['alert unsupported certificate', 'alert number 43'],
    explain: unsupportedCertificate,
  },
  {
    codes: ['SSLV3_ALERT_CERTIFICATE_EXPIRED'],
    texts: ['alert certificate expired', 'alert number 45'],
    explain: () => ({
      cause: t('The broker rejected the client certificate as expired or not yet valid.'),
      advice: t('Renew the client certificate; if its dates are right, set the clock on the broker.'),
    }),
  },
  {
    codes: ['SSLV3_ALERT_CERTIFICATE_REVOKED'],
    texts: ['alert certificate revoked', 'alert number 44'],
    explain: () => ({
      cause: t('The broker rejected the client certificate because its revocation list (crlfile) names it.'),
      advice: t('Issue a new client certificate with a new key.'),
    }),
  },
  {
    codes: ['SSLV3_ALERT_BAD_CERTIFICATE'],
    texts: ['alert bad certificate', 'alert number 42'],
    explain: () => ({
      cause: t('The broker rejected the client certificate: it is damaged, its signature is wrong, or it is too weak.'),
      advice: t(
        "Look into the broker's log for the reason; issue the client certificate again with SHA-256 and RSA 2048 or P-256.",
      ),
    }),
  },
  {
    codes: ['SSLV3_ALERT_CERTIFICATE_UNKNOWN'],
    texts: ['alert certificate unknown', 'alert number 46'],
    explain: () => ({
      cause: t('The broker rejected the client certificate without saying why.'),
      advice: t(
        "Look into the broker's log; often the client certificate is not signed by an authority in the broker's CA file.",
      ),
    }),
  },
  {
    codes: ['TLSV1_ALERT_DECRYPT_ERROR'],
    texts: ['alert decrypt error', 'alert number 51'],
    explain: () => ({
      cause: t('The broker could not verify a signature in the handshake, for example that of the client certificate.'),
      advice: t(
        "Check that the client certificate was signed by the very authority in the broker's CA file; one made anew under the same name does not fit.",
      ),
    }),
  },
  {
    codes: ['EXCESSIVE_MESSAGE_SIZE', 'EXCESSIVE_MESSAGE_SIZE_EXCEEDED'],
    texts: ['excessive message size'],
    explain: () => ({
      cause: t(
        'The server sends a handshake message that is larger than anything sensible, such as a chain of very many certificates.',
      ),
      advice: t('Set certfile on the broker to its certificate followed by the intermediates, and nothing else.'),
      ...atOption('certfile'),
    }),
  },
  {
    codes: [
      'SSLV3_ALERT_HANDSHAKE_FAILURE',
      'HANDSHAKE_FAILURE_ON_CLIENT_HELLO',
      'NO_SHARED_CIPHER',
      'NO_SUITABLE_SIGNATURE_ALGORITHM',
      'NO_COMMON_SIGNATURE_ALGORITHMS',
      'NO_SUITABLE_KEY_SHARE',
      'WRONG_CURVE',
    ],
    texts: [
      'alert handshake failure',
      'alert number 40',
      'no shared cipher',
      'handshake failure on client hello',
      'no suitable signature algorithm',
      'no common signature algorithms',
      'no suitable key share',
      'no suitable groups',
      '{handshake_failure',
    ],
    explain: handshakeFailure,
  },
  {
    codes: ['TLSV1_ALERT_INSUFFICIENT_SECURITY'],
    texts: [
      'alert insufficient security',
      'alert number 71',
      'insufficient_security',
      'no_suitable_ciphers',
      'no_suitable_groups',
    ],
    explain: noCommonSuite,
  },
  {
    codes: ['TLSV1_ALERT_PROTOCOL_VERSION', 'UNSUPPORTED_PROTOCOL', 'NO_PROTOCOLS_AVAILABLE', 'WRONG_SSL_VERSION'],
    texts: [
      'alert protocol version',
      'alert number 70',
      'unsupported protocol',
      '{protocol_version',
      'no protocols available',
      'version too low',
    ],
    explain: protocolVersion,
  },
  {
    codes: ['TLSV1_ALERT_NO_APPLICATION_PROTOCOL'],
    texts: ['alert no application protocol', 'alert number 120'],
    explain: noApplicationProtocol,
  },
  {
    codes: ['TLSV1_UNRECOGNIZED_NAME', 'TLSV1_ALERT_UNRECOGNIZED_NAME'],
    texts: ['unrecognized name', 'alert number 112'],
    explain: ({ target }) => ({
      cause: t('The server has no certificate for the name "{host}" that was asked for (SNI).', {
        host: target?.servername ?? target?.host ?? '',
      }),
      advice: t('Connect by the name that the server is set up for, or set the server name of this test.'),
    }),
  },
  {
    codes: ['TLSV1_ALERT_INTERNAL_ERROR'],
    texts: ['alert internal error', 'alert number 80'],
    explain: () => ({
      cause: t(
        'The server met an error of its own in the handshake; often it cannot read or use its certificate or key.',
      ),
      advice: t("Look into the broker's log; check the paths, modes and contents of its certificate and key files."),
      ...atOption('certfile'),
    }),
  },
  {
    codes: ['DH_KEY_TOO_SMALL', 'DH_PARAM_SIZE'],
    texts: ['dh key too small'],
    explain: () => ({
      cause: t('The server uses Diffie-Hellman parameters that are too small to be safe.'),
      advice: t('Give the broker parameters of 2048 bits or more (dhparamfile), or leave only ECDHE suites.'),
      ...atOption('dhparamfile'),
    }),
  },
];

function certificateRequired({ clientCertificate, stage, tlsVersion }: Situation): Explanation {
  if (stage !== undefined && clientCertificate !== undefined) {
    return {
      cause: t(
        'The broker requires a client certificate, and the one configured here was not sent: its kind or issuer is not among those that the broker accepts.',
      ),
      advice: t("Give a client certificate that is signed by an authority in the broker's CA file."),
    };
  }
  const advice = t(
    'Give a client certificate and its key (--cert, --key), or set require_certificate false on the broker if clients are meant to log in with a password.',
  );
  if (tlsVersion === 'TLSv1.3') {
    return {
      cause: t(
        'The broker requires a client certificate and none was sent. With TLS 1.3 it says so only after the handshake.',
      ),
      advice,
      ...atOption('require_certificate'),
    };
  }
  return {
    cause: t('The broker requires a client certificate and none was sent.'),
    advice,
    ...atOption('require_certificate'),
  };
}

/** The one who receives the alert is the one who was rejected. */
function unknownAuthority({ stage, clientCertificate }: Situation): Explanation {
  if (stage === undefined) {
    return {
      cause: t(
        'The side that wrote this line was rejected: its peer does not trust the authority that signed its certificate.',
      ),
      advice: t(
        "Add the authority to the peer's CA file: in a broker's log to that of the client, in a client's to that of the broker.",
      ),
    };
  }
  const issuer = clientCertificate?.certificates[0]?.issuer;
  if (issuer === undefined) {
    return {
      cause: t('The broker rejected the client certificate: it does not trust the authority that signed it.'),
      advice: t("Add that authority to the broker's CA file (cafile, cacertfile)."),
      ...atOption('cafile'),
    };
  }
  return {
    cause: t('The broker rejected the client certificate: it does not trust "{issuer}", which signed it.', { issuer }),
    advice: t(
      'Add "{issuer}" to the CA file of the broker (cafile, cacertfile), or use a certificate from an authority it trusts.',
      { issuer },
    ),
    ...atOption('cafile'),
  };
}

function unsupportedCertificate({ clientCertificate }: Situation): Explanation {
  const usages = clientCertificate?.certificates[0]?.extendedKeyUsage;
  const advice = t('Issue a client certificate with the extended key usage clientAuth.');
  if (usages === undefined) {
    return { cause: t('The broker rejected the client certificate as unfit: it is not meant for clients.'), advice };
  }
  return {
    cause: t('The broker rejected the client certificate: it is meant for {usages}, not for clients (clientAuth).', {
      usages: usages.join(', '),
    }),
    advice,
  };
}

/** A certificate was presented: suites and versions were agreed on, so the client certificate is what is missing. */
function handshakeFailure(situation: Situation): Explanation {
  const { stage, chain, clientCertificate } = situation;
  const agreed = (chain?.length ?? 0) > 0;
  if (stage === undefined || !agreed) return noCommonSuite();
  if (clientCertificate === undefined) return certificateRequired(situation);
  return {
    cause: t(
      'The broker ended the handshake after it had presented its certificate; the client certificate does not suit it.',
    ),
    advice: t(
      "Look into the broker's log; give a client certificate that is signed by an authority in the broker's CA file.",
    ),
  };
}

function noCommonSuite(): Explanation {
  return {
    cause: t(
      'Client and broker have no cipher suite, curve or signature in common; often an EC key meets suites for RSA only, or TLS 1.3 names stand in the list for TLS 1.2.',
    ),
    advice: t(
      "Match the broker's ciphers to the type of its key, or leave ciphers out to get the defaults; a TLS scan shows what the broker accepts.",
    ),
    ...atOption('ciphers'),
  };
}

function protocolVersion({ retiredVersion }: Situation): Explanation {
  if (retiredVersion !== undefined) {
    return {
      cause: t('The broker speaks only {version}, which is retired because it is not safe.', {
        version: retiredVersion,
      }),
      advice: t(
        'Allow TLS 1.2 and 1.3 on the broker (tls_version tlsv1.2), and update its crypto library if it is too old for them.',
      ),
      ...atOption('tls_version'),
    };
  }
  return {
    cause: t(
      'Client and broker have no TLS version in common: one speaks only versions older than TLS 1.2, or the other only TLS 1.3.',
    ),
    advice: t('Allow TLS 1.2 and 1.3 on the broker (tls_version tlsv1.2), and update whichever side is old.'),
    ...atOption('tls_version'),
  };
}

function noApplicationProtocol({ target }: Situation): Explanation {
  const offered = target?.alpn?.join(', ');
  const advice = t(
    'Offer the protocol that the broker expects (--alpn), such as mqtt, or x-amzn-mqtt-ca for AWS IoT on port 443.',
  );
  if (offered === undefined) {
    return { cause: t('The broker wants an application protocol (ALPN) and none of its own was offered.'), advice };
  }
  return {
    cause: t('The broker does not accept the application protocol offered (ALPN): {offered}.', { offered }),
    advice,
  };
}
