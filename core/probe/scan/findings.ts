import { type CipherSuite, judgeSuite } from '../../facts/cipher-suites';
import { type Message, t } from '../../facts/message';
import { OBSOLETE_TLS_VERSIONS, tlsVersionName } from '../../facts/tls';
import type { Cap } from './grade';
import { isWeakGroup } from './registry';
import type { ScanFinding, ScanResult } from './result';
import { SUITE_BY_NAME } from './suites';
import { SCAN_VERSIONS, TLS_VERSION } from './versions';

type Facts = Omit<ScanResult, 'findings' | 'grade'>;

/** What is weak about a server, the worst first. */
export function findingsOf(facts: Facts): readonly ScanFinding[] {
  const found = [
    ...ssl2Findings(facts),
    ...protocolFindings(facts),
    ...cipherFindings(facts),
    ...keyExchangeFindings(facts),
    ...signatureFindings(facts),
    ...certificateFindings(facts),
    ...featureFindings(facts),
  ];
  return [...found].sort((a, b) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level));
}

const LEVELS: readonly ScanFinding['level'][] = ['error', 'warning', 'hint'];

function finding(id: string, level: ScanFinding['level'], cap: Cap, message: Message): ScanFinding {
  return { id, level, cap, message };
}

function ssl2Findings({ ssl2 }: Facts): readonly ScanFinding[] {
  if (ssl2.accepted !== true) return [];
  const message =
    ssl2.ciphers.length === 0
      ? t(
          'SSL 2.0 is answered, although without a suite on offer, which old versions of OpenSSL do not insist on (CVE-2015-3197); turn it off',
        )
      : t(
          'SSL 2.0 is accepted, which is broken (RFC 6176) and gives other connections under the same key away (DROWN); turn it off, and make a new key',
        );
  return [finding('protocol', 'error', 'F', message)];
}

function protocolFindings({ protocols }: Facts): readonly ScanFinding[] {
  return SCAN_VERSIONS.filter((version) => protocols[version] && OBSOLETE_TLS_VERSIONS.has(TLS_VERSION[version])).map(
    (key) => {
      const version = tlsVersionName(TLS_VERSION[key]);
      if (key === 'ssl3') {
        return finding(
          'protocol',
          'error',
          'F',
          t('{version} is accepted, which is broken (RFC 7568); turn it off', { version }),
        );
      }
      return finding(
        'protocol',
        'warning',
        'B',
        t('{version} is accepted, which is retired (RFC 8996); turn it off', { version }),
      );
    },
  );
}

function cipherFindings({ ciphers }: Facts): readonly ScanFinding[] {
  const names = new Set(SCAN_VERSIONS.flatMap((version) => ciphers[version]));
  return [...names].flatMap((name) => {
    const suite = SUITE_BY_NAME.get(name);
    const verdict = suite && judgeSuite(suite);
    return suite === undefined || verdict === undefined
      ? []
      : [finding('cipher', verdict.level, capOf(suite, verdict.level), verdict.reason)];
  });
}

function capOf({ encryption, authentication, iana }: CipherSuite, level: ScanFinding['level']): Cap {
  if (level !== 'error') return level === 'warning' ? 'B' : 'A';
  const isOpen = encryption === 'none' || encryption === 'DES' || authentication === 'anon' || iana.includes('_EXPORT');
  return isOpen ? 'F' : 'C';
}

function keyExchangeFindings({ groups, dhBits }: Facts): readonly ScanFinding[] {
  const weak = groups['tls1.2'].filter(isWeakGroup);
  const drafts = groups['tls1.3'].filter((group) => group.includes('Draft'));
  return [
    ...drafts.map((group) =>
      finding(
        'group',
        'hint',
        'A',
        t('the draft group {group} is accepted, which clients no longer offer; X25519MLKEM768 has replaced it', {
          group,
        }),
      ),
    ),
    ...weak.map((group) =>
      finding('group', 'warning', 'B', t('the curve {group} is small or retired (RFC 8422); remove it', { group })),
    ),
    ...(dhBits === null || dhBits >= 2048
      ? []
      : [
          finding(
            'dh',
            dhBits < 1024 ? 'error' : 'warning',
            dhBits < 1024 ? 'F' : 'B',
            t(
              'Diffie-Hellman parameters of {bits} bits can be broken (RFC 9325 section 4.4); use 2048 bits or ECDHE only',
              {
                bits: dhBits,
              },
            ),
          ),
        ]),
  ];
}

function signatureFindings({ signatureAlgorithms }: Facts): readonly ScanFinding[] {
  const names = signatureAlgorithms['tls1.2'];
  return [
    ...names
      .filter((name) => name.endsWith('_md5'))
      .map((name) =>
        finding('signature', 'warning', 'B', t('the server signs with {name}; MD5 is broken (RFC 9155)', { name })),
      ),
    ...names
      .filter((name) => name.endsWith('_sha1'))
      .map((name) =>
        finding(
          'signature',
          'hint',
          'A',
          t('the server signs with {name} when asked to; SHA-1 is retired (RFC 9155)', { name }),
        ),
      ),
  ];
}

function hasCertificate(name: string): boolean {
  const authentication = SUITE_BY_NAME.get(name)?.authentication;
  return authentication !== 'anon' && authentication !== 'psk';
}

/** What makes a certificate worthless, not merely awkward. */
const SEVERE: ReadonlySet<string> = new Set(['expired', 'not-yet-valid', 'weak-key', 'weak-signature']);

function certificateFindings({ certificates, ciphers }: Facts): readonly ScanFinding[] {
  const isHidden = certificates.length === 0 && SCAN_VERSIONS.some((version) => ciphers[version].some(hasCertificate));
  if (isHidden) {
    const message = t(
      'the certificate is not judged: the TLS library here cannot read it with the suites and groups of the server',
    );
    return [finding('certificate', 'hint', 'A', message)];
  }
  return certificates.flatMap(({ problems }) =>
    problems.map(({ id, message }) => {
      if (SEVERE.has(id)) return finding('certificate', 'error', 'C', message);
      return id === 'expiring'
        ? finding('certificate', 'hint', 'A', message)
        : finding('certificate', 'warning', 'B', message);
    }),
  );
}

function featureFindings({ features, protocols }: Facts): readonly ScanFinding[] {
  const hasOld = protocols.ssl3 || protocols['tls1.0'] || protocols['tls1.1'];
  return [
    ...(features.compression === true
      ? [
          finding(
            'compression',
            'error',
            'C',
            t('TLS compression is on, which gives secrets away (CRIME); turn it off'),
          ),
        ]
      : []),
    ...(features.secureRenegotiation === false
      ? [
          finding(
            'renegotiation',
            'warning',
            'B',
            t(
              'secure renegotiation (RFC 5746) is missing: an attacker can put data before a client’s; update the TLS library',
            ),
          ),
        ]
      : []),
    ...(features.fallbackScsv === false && hasOld
      ? [
          finding(
            'fallback',
            'hint',
            'A',
            t('downgrades are not noticed (RFC 7507); turn the old protocol versions off'),
          ),
        ]
      : []),
  ];
}
