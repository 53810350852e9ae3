import { INTERMEDIATE, ROOT } from './authority';

/**
 * What an authority has issued, in the form of OpenSSL's `ca` database: one line a certificate with status, end,
 * revocation, serial number, file and subject, so that `openssl ca` and `openssl ocsp -index` understand it too.
 */
export interface LedgerEntry {
  readonly status: 'valid' | 'revoked' | 'expired';
  /** Milliseconds since 1970 UTC. */
  readonly notAfter: number;
  readonly revoked: { readonly at: number; readonly reason: RevocationReason | undefined } | undefined;
  /** Upper-case hexadecimal. */
  readonly serial: string;
  readonly file: string;
  /** OpenSSL's one-line form, e.g. `/CN=sensor-1`. */
  readonly subject: string;
}

/** RFC 5280 section 5.3.1, in OpenSSL's spelling, with the number of the CRLReason. */
export const REVOCATION_REASONS = {
  unspecified: 0,
  keyCompromise: 1,
  CACompromise: 2,
  affiliationChanged: 3,
  superseded: 4,
  cessationOfOperation: 5,
} as const;

export type RevocationReason = keyof typeof REVOCATION_REASONS;

/** The file of an authority's ledger; renewed certificates share a subject, which the second file allows. */
export function ledgerFiles(stem: string): { readonly ledger: string; readonly attributes: string } {
  const ledger = stem === ROOT ? 'index.txt' : `${stem}.index.txt`;
  return { ledger, attributes: `${ledger}.attr` };
}

export const LEDGER_ATTRIBUTES = 'unique_subject = no\n';

/** Stems under which authorities of one directory are looked for. */
export const AUTHORITY_STEMS = [ROOT, INTERMEDIATE] as const;

/** Lines that are none are left out. */
export function readLedger(text: string): readonly LedgerEntry[] {
  return text.split(/\r?\n/).flatMap((line) => entryOf(line) ?? []);
}

export function appended(text: string, entries: readonly LedgerEntry[]): string {
  const before = text === '' || text.endsWith('\n') ? text : `${text}\n`;
  return before + entries.map(lineOf).join('');
}

/** The ledger with that certificate revoked, whether it was listed or not. Other lines stay as they are. */
export function withRevoked(text: string, entry: LedgerEntry): string {
  const lines = text.split(/(?<=\n)/);
  const index = lines.findIndex((line) => entryOf(line.trimEnd())?.serial === entry.serial);
  if (index < 0) return appended(text, [entry]);
  lines[index] = lineOf(entry);
  return lines.join('');
}

/** One line of OpenSSL's name format; what is not printable ASCII is escaped byte by byte. */
export function ledgerSubject(commonName: string): string {
  const escaped = Array.from(Buffer.from(commonName), (byte) =>
    byte < 0x20 || byte > 0x7e ? `\\x${byte.toString(16).toUpperCase().padStart(2, '0')}` : String.fromCharCode(byte),
  );
  return `/CN=${escaped.join('')}`;
}

const STATUS = { V: 'valid', R: 'revoked', E: 'expired' } as const;

function entryOf(line: string): LedgerEntry | undefined {
  const [letter, end = '', revocation = '', serial = '', file = '', subject = ''] = line.split('\t');
  const notAfter = timeIn(end);
  if ((letter !== 'V' && letter !== 'R' && letter !== 'E') || notAfter === undefined) return undefined;
  if (!/^[0-9A-Fa-f]+$/.test(serial)) return undefined;
  const [at = '', reason] = revocation.split(',');
  const revokedAt = timeIn(at);
  const revoked = revokedAt === undefined ? undefined : { at: revokedAt, reason: reasonIn(reason) };
  return { status: STATUS[letter], notAfter, revoked, serial: plain(serial), file, subject };
}

function lineOf({ status, notAfter, revoked, serial, file, subject }: LedgerEntry): string {
  const letter = status === 'revoked' ? 'R' : status === 'expired' ? 'E' : 'V';
  const reason = revoked?.reason === undefined ? '' : `,${revoked.reason}`;
  const revocation = revoked === undefined ? '' : `${timeText(revoked.at)}${reason}`;
  const even = serial.length % 2 === 0 ? serial : `0${serial}`;
  return `${[letter, timeText(notAfter), revocation, even, file.replace(/[\t\r\n]/g, ' '), subject].join('\t')}\n`;
}

function plain(serial: string): string {
  return serial.toUpperCase().replace(/^(?:00)+(?=..)/, '');
}

/** UTCTime before 2050, GeneralizedTime from then on. */
function timeText(milliseconds: number): string {
  const digits = new Date(milliseconds).toISOString().replace(/\..*|[-T:]/g, '');
  return `${digits < '2050' ? digits.slice(2) : digits}Z`;
}

function timeIn(text: string): number | undefined {
  const digits = /^(?:\d{12}|\d{14})Z$/.test(text) ? text.slice(0, -1) : undefined;
  if (digits === undefined) return undefined;
  const full = digits.length === 14 ? digits : `${digits < '50' ? '20' : '19'}${digits}`;
  const [year, month, day, hour, minute, second] = full
    .replace(/^(....)(..)(..)(..)(..)(..)$/, '$1 $2 $3 $4 $5 $6')
    .split(' ');
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(time) ? undefined : time;
}

function reasonIn(word: string | undefined): RevocationReason | undefined {
  return word !== undefined && isReason(word) ? word : undefined;
}

export function isReason(word: string): word is RevocationReason {
  return Object.hasOwn(REVOCATION_REASONS, word);
}
