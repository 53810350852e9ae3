import type {
  CertFacts,
  CrlFacts,
  KeyFacts,
  PemFacts,
  PublicKeyFacts,
  RequestFacts,
} from '../../../core/facts/certificate';
import { judge } from '../../../core/facts/judge';
import { type Catalogue, format, type Message, t } from '../../../core/facts/message';
import { printable } from '../../../core/facts/printable';

export interface CertificateReport {
  readonly file: string;
  readonly facts: PemFacts;
  readonly now: number;
  readonly format: 'text' | 'json';
  readonly catalogue?: Catalogue;
}

/** What a file of certificates and keys holds, for people or for programs. */
export function certificateReport(report: CertificateReport): string {
  return report.format === 'json' ? json(report) : text(report);
}

function json({ file, facts, now, catalogue }: CertificateReport): string {
  const certificates = facts.certificates.map((certificate) => ({
    ...certificate,
    notBefore: iso(certificate.notBefore),
    notAfter: iso(certificate.notAfter),
    problems: judge(certificate, { now, role: roleOf(certificate) }).map(({ id, message }) => ({
      id,
      message: format(message, catalogue),
    })),
  }));
  const crls = facts.crls?.map(({ issuer, thisUpdate, nextUpdate }) => {
    return { issuer, thisUpdate: iso(thisUpdate), nextUpdate: nextUpdate === undefined ? undefined : iso(nextUpdate) };
  });
  return `${JSON.stringify({ file, ...facts, certificates, crls }, null, 2)}\n`;
}

function text({ file, facts, now, catalogue }: CertificateReport): string {
  const say = (message: Message) => format(message, catalogue);
  const blocks = [
    ...facts.certificates.map((certificate) => table(certificateRows(certificate, now), say)),
    ...facts.keys.map((key) => table(keyRows(key), say)),
    ...(facts.requests ?? []).map((request) => table(requestRows(request), say)),
    ...(facts.crls ?? []).map((crl) => table(crlRows(crl, now), say)),
    ...(facts.encoding === 'pkcs12' && facts.certificates.length + facts.keys.length === 0
      ? [say(t('a PKCS#12 archive, which only its passphrase opens'))]
      : []),
  ];
  return `${file}\n\n${blocks.map((block) => `${block.trimEnd()}\n`).join('\n')}`;
}

type Row = readonly [label: Message, value: string | Message];

function requestRows({ subject, sans, key }: RequestFacts): readonly Row[] {
  return [
    [t('request'), subject],
    [t('names'), namesText(sans)],
    [t('key'), keyText(key)],
  ];
}

function crlRows({ issuer, thisUpdate, nextUpdate }: CrlFacts, now: number): readonly Row[] {
  const over = nextUpdate !== undefined && nextUpdate <= now;
  return [
    [t('list of revoked certificates of'), issuer],
    [t('valid'), `${iso(thisUpdate)} – ${nextUpdate === undefined ? '' : iso(nextUpdate)}`],
    ...(over ? [[t('problem'), t('the next list is overdue')] satisfies Row] : []),
  ];
}

function namesText(sans: CertFacts['sans']): string {
  return sans.map(({ type, value }) => `${type}:${printable(value)}`).join(', ');
}

function certificateRows(facts: CertFacts, now: number): readonly Row[] {
  const problems = judge(facts, { now, role: roleOf(facts) });
  return [
    [t('certificate'), facts.subject],
    [t('issuer'), facts.selfSigned ? t('itself') : facts.issuer],
    [t('valid'), `${iso(facts.notBefore)} – ${iso(facts.notAfter)}`],
    [t('names'), namesText(facts.sans)],
    [t('key'), keyText(facts.key)],
    [t('signature'), facts.signatureAlgorithm],
    [t('authority'), facts.isCa ? t('yes') : ''],
    [t('usage'), [...(facts.keyUsage ?? []), ...(facts.extendedKeyUsage ?? [])].join(', ')],
    [t('serial number'), facts.serial],
    [t('SHA-256 fingerprint'), facts.fingerprint],
    ...problems.map(({ message }): Row => [t('problem'), message]),
  ];
}

function keyRows(facts: KeyFacts): readonly Row[] {
  if (facts.encrypted) return [[t('private key'), t('encrypted')]];
  return [
    [t('private key'), keyText(facts.key)],
    [t('SHA-256 of its public key'), facts.key.spki],
  ];
}

function table(rows: readonly Row[], say: (message: Message) => string): string {
  const cells = rows.map(([label, value]) => [say(label), typeof value === 'string' ? value : say(value)] as const);
  const filled = cells.filter(([, value]) => value !== '');
  const width = Math.max(...filled.map(([label]) => label.length));
  return filled.map(([label, value]) => `${label.padEnd(width)}  ${value}\n`).join('');
}

/** What the certificate is most likely for. */
function roleOf({ isCa, extendedKeyUsage }: CertFacts): 'server' | 'client' | 'ca' {
  if (isCa) return 'ca';
  return extendedKeyUsage?.includes('clientAuth') && !extendedKeyUsage.includes('serverAuth') ? 'client' : 'server';
}

function keyText({ type, bits, curve }: PublicKeyFacts): string {
  const name = type === 'rsa' || type === 'ec' || type === 'dsa' ? type.toUpperCase() : type;
  return [name, curve ?? bits].filter((part) => part !== undefined).join(' ');
}

function iso(time: number): string {
  return new Date(time).toISOString().replace('.000Z', 'Z');
}
