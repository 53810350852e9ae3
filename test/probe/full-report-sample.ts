import type { CertFacts } from '../../core/facts/certificate';
import { t } from '../../core/facts/message';
import type { FullReport, ScanResult } from '../../core/probe';
import { findingsOf } from '../../core/probe/scan/findings';
import { gradeOf } from '../../core/probe/scan/grade';

/** A report with something of everything, good and bad; exact, so that tests can look for its texts. */
export function fullReport(): FullReport {
  return {
    startedAt: Date.UTC(2026, 0, 2, 3, 4, 5),
    versions: { node: '22.1.0', openssl: '3.0.16' },
    parts: [
      {
        label: 'listener 8883',
        address: { protocol: 'mqtts', host: 'broker.example', port: 8883 },
        events: [
          { name: 'dns', ok: true, ms: 1, facts: { host: 'broker.example', addresses: ['192.0.2.1'] } },
          { name: 'tcp', ok: true, ms: 2, facts: { port: 8883, address: '192.0.2.1', failed: [] } },
          {
            name: 'mqtt',
            ok: true,
            ms: 5,
            facts: { mqttVersion: '5.0', clientId: 'mqttsecurity1', username: 'operator', reasonCode: 0 },
          },
        ],
        scan: { ok: true, result: scanResult() },
        refusals: [
          {
            id: 'tls1.0',
            title: t('connect with {version}', { version: 'TLS 1.0' }),
            outcome: 'accepted',
            detail: t('{version} is accepted, which is retired (RFC 8996)', { version: 'TLS 1.0' }),
            advice: t('forbid it in the access list of the broker'),
            ms: 3,
          },
          {
            id: 'plaintext',
            title: t('speak MQTT without TLS to the TLS port'),
            outcome: 'refused',
            detail: t('refused'),
            ms: 2,
          },
          {
            id: 'forbidden-topic',
            title: t('read and write a forbidden topic'),
            outcome: 'skipped',
            detail: t('no forbidden topic was named'),
            ms: 0,
          },
        ],
        differences: [
          {
            id: 'version-wider',
            level: 'warning',
            message: t('the broker accepts {version}', { version: 'TLS 1.0' }),
            file: 'mosquitto.conf',
            line: 7,
          },
        ],
      },
    ],
  };
}

function scanResult(): ScanResult {
  const facts: Omit<ScanResult, 'findings' | 'grade'> = {
    target: { host: 'broker.example', port: 8883, address: '192.0.2.1' },
    ms: 120,
    connections: 12,
    complete: true,
    notes: [],
    ssl2: { accepted: false, ciphers: [] },
    protocols: { ssl3: false, 'tls1.0': true, 'tls1.1': false, 'tls1.2': true, 'tls1.3': true },
    ciphers: {
      ssl3: [],
      'tls1.0': ['ECDHE-RSA-AES128-SHA', 'AES128-SHA'],
      'tls1.1': [],
      'tls1.2': ['ECDHE-RSA-AES128-GCM-SHA256', 'ECDHE-RSA-AES128-SHA', 'AES128-SHA'],
      'tls1.3': ['TLS_AES_256_GCM_SHA384'],
    },
    serverPreference: { ssl3: null, 'tls1.0': false, 'tls1.1': null, 'tls1.2': true, 'tls1.3': null },
    groups: { 'tls1.2': ['x25519'], 'tls1.3': ['x25519', 'secp256r1'] },
    dhBits: null,
    signatureAlgorithms: { 'tls1.2': ['rsa_pss_rsae_sha256'], 'tls1.3': ['rsa_pss_rsae_sha256'] },
    certificates: [
      {
        keyType: 'rsa',
        chain: [
          certificate('CN=broker.example', 'CN=Example Issuing CA'),
          certificate('CN=Example Issuing CA', 'CN=Example Root'),
        ],
        problems: [
          {
            id: 'expiring',
            certificate: 'CN=broker.example',
            message: t('certificate {subject} expires on {date}, in {days} days; renew it', {
              subject: 'CN=broker.example',
              date: '2026-01-20',
              days: 18,
            }),
          },
        ],
      },
    ],
    clientCertificate: { requested: false, required: false, authorities: [] },
    features: {
      compression: false,
      secureRenegotiation: true,
      sessionTickets: true,
      sessionIds: null,
      extendedMasterSecret: true,
      encryptThenMac: true,
      fallbackScsv: false,
      ocspStapling: false,
    },
    alpn: [],
  };
  const findings = findingsOf(facts);
  return { ...facts, findings, grade: gradeOf(findings, true) };
}

function certificate(subject: string, issuer: string): CertFacts {
  return {
    subject,
    issuer,
    commonName: subject.slice(3),
    serial: '0A',
    notBefore: Date.UTC(2025, 0, 1),
    notAfter: Date.UTC(2026, 0, 20),
    version: 3,
    sans: [{ type: 'dns', value: 'broker.example' }],
    key: { type: 'rsa', bits: 2048, curve: undefined, spki: '00' },
    signatureAlgorithm: 'sha256WithRSAEncryption',
    isCa: undefined,
    pathLength: undefined,
    keyUsage: ['digitalSignature'],
    extendedKeyUsage: ['serverAuth'],
    subjectKeyId: undefined,
    authorityKeyId: undefined,
    ocspUrls: [],
    crlUrls: [],
    fingerprint: 'AB',
    selfSigned: false,
  };
}
