import type { CertFacts, PublicKeyFacts } from '../../facts/certificate';
import { daysUntil } from '../../facts/judge';
import { type Message, t } from '../../facts/message';
import type { FileReference } from '../model';
import { pemOf } from '../model-queries';

/** One line of a hover: what it is about, and what is the case. */
export interface Fact {
  readonly name: Message;
  readonly value: Message | string;
  /** A value that is not a message and yet is words. */
  readonly prose?: boolean;
}

/** `expires 2027-03-01, in 97 days`; by UTC days, as certificates are dated. */
export function expiry(notAfter: number, now: number): Message {
  const date = new Date(notAfter).toISOString().slice(0, 10);
  const days = daysUntil(notAfter, now);
  if (notAfter < now)
    return days > -2 ? t('expired {date}', { date }) : t('expired {date}, {days} days ago', { date, days: -days });
  if (days === 0) return t('expires {date}, today', { date });
  if (days === 1) return t('expires {date}, tomorrow', { date });
  return t('expires {date}, in {days} days', { date, days });
}

/** What the named file holds, for the hover of its path. */
export function fileFacts(reference: FileReference, now: number): readonly Fact[] {
  const found = reference.target?.facts;
  if (!found) return [];
  if (found.kind !== 'file') return MISSING[found.kind] ? [{ name: t('File'), value: MISSING[found.kind] ?? '' }] : [];
  const pem = pemOf(reference);
  const [first, ...others] = pem?.certificates ?? [];
  const keys = pem?.keys ?? [];
  return [
    ...(first ? certificateFacts(first, now) : []),
    ...(others.length > 0 ? [{ name: t('Further certificates'), value: others.map(nameOf).join('; ') }] : []),
    ...keys.map((key) => ({
      name: t('Private key'),
      value: key.encrypted ? t('encrypted') : keyName(key.key),
    })),
    ...(found.mode !== undefined && keys.length > 0
      ? [{ name: t('File mode'), value: found.mode.toString(8).padStart(4, '0') }]
      : []),
  ];
}

const MISSING: Readonly<Partial<Record<string, Message>>> = {
  missing: t('missing'),
  directory: t('a directory'),
  unreadable: t('cannot be read'),
};

/** What a certificate says, line by line. */
export function certificateFacts(facts: CertFacts, now: number): readonly Fact[] {
  const { subject, issuer, selfSigned, sans, notBefore, notAfter, key, fingerprint } = facts;
  return [
    { name: t('Subject'), value: subject },
    { name: t('Issuer'), value: selfSigned ? t('itself') : issuer },
    ...(sans.length > 0 ? [{ name: t('Names'), value: names(facts) }] : []),
    { name: t('Validity'), value: now < notBefore ? notYet(notBefore) : expiry(notAfter, now) },
    { name: t('Key'), value: keyName(key) },
    { name: t('SHA-256'), value: `${fingerprint.slice(0, 16).replace(/..(?=.)/g, '$&:')}…` },
  ];
}

function notYet(notBefore: number): Message {
  return t('not valid before {date}', { date: new Date(notBefore).toISOString().slice(0, 10) });
}

const MOST_NAMES = 8;

function names({ sans }: CertFacts): string {
  const shown = sans.slice(0, MOST_NAMES).map(({ value }) => value);
  return (sans.length > MOST_NAMES ? [...shown, '…'] : shown).join(', ');
}

function nameOf({ commonName, subject }: CertFacts): string {
  return commonName ?? subject;
}

/** `EC prime256v1`, `RSA 2048 bits`. */
function keyName({ type, bits, curve }: PublicKeyFacts): string | Message {
  if (type === 'rsa' || type === 'dsa') {
    return bits === undefined ? type.toUpperCase() : t('{type} with {bits} bits', { type: type.toUpperCase(), bits });
  }
  if (type === 'ec') return `EC ${curve ?? bits ?? ''}`.trim();
  return type === 'ed25519' ? 'Ed25519' : type === 'ed448' ? 'Ed448' : t('of another kind');
}
