import { type Message, t } from '../facts/message';
import type { CertWarning, SessionFacts, StapledAnswer, TlsFacts, TrustFacts } from './event';

/** What was found out of trust, revocation and session, in words; rows without a value are left out by the reader. */
export function trustRows({
  trust,
  ocsp,
  session,
  chain,
}: TlsFacts): readonly (readonly [Message, string | Message | undefined])[] {
  const held = trust?.authorities.map(({ subject }) => subject).join('; ');
  return [
    [t('CA file holds'), held],
    [t('trust'), trust && trustWords(trust, chain)],
    [t('stapled OCSP response'), chain.length === 0 ? undefined : stapledWords(ocsp)],
    [t('session'), session && sessionWords(session)],
  ];
}

/** A stapled answer that clients which look at it will not accept. */
export function stapledWarnings(ocsp: StapledAnswer | undefined, certificate: string): readonly CertWarning[] {
  if (ocsp === undefined || ocsp.verdict === 'good') return [];
  const words = { certificate, words: stapledWords(ocsp) };
  const message =
    ocsp.verdict === 'revoked'
      ? t('the authority has revoked certificate {certificate}: {words}; issue a new one with a new key', words)
      : t('the stapled OCSP response for certificate {certificate} is of no use: {words}; see to its renewal', words);
  return [{ id: 'ocsp', certificate, message }];
}

function trustWords({ source, anchor, missing }: TrustFacts, chain: TlsFacts['chain']): Message {
  const subject = anchor === undefined ? '' : chain[anchor.signs]?.subject;
  if (anchor !== undefined && subject !== undefined) {
    const words = { anchor: anchor.subject, subject };
    if (anchor.fingerprint === chain[anchor.signs]?.fingerprint) {
      return source === 'file'
        ? t('"{anchor}" of the CA file is presented itself', words)
        : t('"{anchor}" of the system is presented itself', words);
    }
    return source === 'file'
      ? t('"{anchor}" of the CA file has signed "{subject}"', words)
      : t('"{anchor}" of the system has signed "{subject}"', words);
  }
  return source === 'file'
    ? t('nothing in the CA file has signed the chain; "{missing}" is missing', { missing: missing ?? '' })
    : t('"{missing}" is not known to be an authority of this system', { missing: missing ?? '' });
}

function stapledWords(ocsp: StapledAnswer | undefined): Message {
  if (ocsp === undefined) return t('none');
  const [since, until] = [moment(ocsp.thisUpdate), moment(ocsp.nextUpdate)];
  switch (ocsp.verdict) {
    case 'good':
      return t('good: not revoked, as of {since}, valid until {until}', { since, until });
    case 'revoked':
      return t('revoked since {since}', { since: moment(ocsp.revokedAt) });
    case 'unknown':
      return t('the responder does not know the certificate');
    case 'outdated':
      return t('outdated: from {since}, valid until {until}', { since, until });
    case 'unverified':
      return t('its signature could not be verified');
    case 'unusable':
      return t('no answer about this certificate ({status})', { status: ocsp.status });
  }
}

function sessionWords({ ticket, lifetimeS, resumed }: SessionFacts): Message {
  if (!ticket) return resumed === true ? t('taken up again without a ticket') : t('no ticket');
  const hours = Math.round(((lifetimeS ?? 0) / 3600) * 10) / 10;
  if (resumed === undefined) return t('ticket for {hours} h', { hours });
  return resumed
    ? t('ticket for {hours} h, taken up again by a second connection', { hours })
    : t('ticket for {hours} h, not taken up again by a second connection', { hours });
}

function moment(time: number | undefined): string {
  return time === undefined ? '?' : new Date(time).toISOString();
}
