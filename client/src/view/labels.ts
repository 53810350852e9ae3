import { daysUntil } from '../../../core/facts/judge';
import { type Message, t } from '../../../core/facts/message';
import { type CertificateItem, endOf, type Overview, worries } from './overview';

/** Beyond this many days, years say more. */
const LONG = 730;

/** `20 days left`, `expired 3 days ago`. */
export function remaining(end: number, now: number): Message {
  const days = daysUntil(end, now);
  if (end <= now) {
    if (days === 0) return t('expired today');
    if (days === -1) return t('expired yesterday');
    const years = Math.floor(-days / 365);
    return days < -LONG ? t('expired {years} years ago', { years }) : t('expired {days} days ago', { days: -days });
  }
  if (days === 0) return t('expires today');
  if (days === 1) return t('expires tomorrow');
  return days > LONG ? t('{years} years left', { years: Math.floor(days / 365) }) : t('{days} days left', { days });
}

/** What stands beside the name of a file. The state comes first: where the view is narrow, the rest is cut off. */
export function fileDescription(item: CertificateItem, now: number): Message {
  const role = ROLES[item.role];
  const state = stateOf(item, now);
  if (!state) return role;
  return item.role === 'certificate' ? state : t('{state}, {role}', { state, role });
}

const ROLES: Readonly<Record<CertificateItem['role'], Message>> = {
  certificate: t('certificate'),
  'private-key': t('private key'),
  ca: t('authority'),
};

function stateOf({ state, elsewhere, certificates, revoked }: CertificateItem, now: number): Message | undefined {
  if (state === 'missing') return elsewhere ? t('not on this machine') : t('missing');
  if (revoked) return t('revoked');
  const end = endOf(certificates);
  if (end !== undefined) return remaining(end, now);
  return certificates.length > 0 ? t('{count} certificates', { count: certificates.length }) : undefined;
}

/** `1 expired, 2 expiring`; undefined where all is well. */
export function worriesText(overview: Overview, now: number): Message | undefined {
  const { expired, expiring } = worries(overview, now);
  if (expired > 0 && expiring > 0) return t('{expired} expired, {expiring} expiring', { expired, expiring });
  if (expired > 0) return t('{expired} expired', { expired });
  return expiring > 0 ? t('{expiring} expiring', { expiring }) : undefined;
}
