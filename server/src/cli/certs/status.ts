import { alertRules, prometheusText, type WatchedCertificate } from '../../../../core/certs';
import { daysUntil } from '../../../../core/facts/judge';
import { t } from '../../../../core/facts/message';
import { expiry } from '../../../../core/lint/index';
import { oneOf, readArguments } from '../arguments';
import { EXIT, type Io, say, UsageError } from '../io';
import { findWatched, type Watched } from './watched';

const DEFAULT_WITHIN = '30d';

export const HELP = t(
  `Usage: mqtt-security certs status PATH … [options]
       mqtt-security certs alerts [--within 30d]

  PATH is a certificate, a folder of them, or a broker's configuration: then the
  certificates that it names are looked at, listener by listener.

  --format text|json|prometheus   prometheus: for the textfile collector of the node exporter
  --fail-within 30d               exit code 1 where a certificate ends within that time
                                  (d days, w weeks, h hours; default: where one has ended)

  alerts prints alerting rules for Prometheus.

Exit code: 0 all is well, 1 a certificate ends too soon or cannot be read, 2 wrong usage.`,
);

const OPTIONS = {
  format: { type: 'string', default: 'text' },
  'fail-within': { type: 'string' },
  within: { type: 'string', default: DEFAULT_WITHIN },
  help: { type: 'boolean', short: 'h' },
} as const;

const HOUR = 3_600_000;

/** `certs status PATH …`: when the certificates end, soonest first. */
export async function status(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = readArguments(args, OPTIONS);
  if (values.help) {
    io.out(`${say(io, HELP)}\n`);
    return EXIT.clean;
  }
  if (positionals.length === 0) throw new UsageError(t('say certs status PATH …'));
  const format = oneOf('--format', values.format, ['text', 'json', 'prometheus']);
  const within = values['fail-within'] === undefined ? 0 : duration('--fail-within', values['fail-within']);
  const now = Date.now();
  const watched = await findWatched(positionals, io, now);
  for (const problem of watched.problems) io.err(`mqtt-security: ${say(io, problem)}\n`);
  const { certificates, unreadable } = watched;
  if (certificates.length + unreadable.length === 0) {
    throw new UsageError(t('no certificate found in {names}', { names: positionals.join(', ') }));
  }
  io.out(format === 'prometheus' ? prometheusText(certificates, unreadable) : shown(watched, format, now, io));
  const late = certificates.some(({ facts }) => facts.notAfter <= now + within);
  return late || unreadable.length > 0 ? EXIT.found : EXIT.clean;
}

/** `certs alerts`: what Prometheus should tell. */
export async function alerts(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = readArguments(args, OPTIONS);
  if (values.help) {
    io.out(`${say(io, HELP)}\n`);
    return EXIT.clean;
  }
  if (positionals.length > 0) throw new UsageError(t('say certs alerts [--within 30d]'));
  const warning = Math.max(2, Math.round(duration('--within', values.within) / (24 * HOUR)));
  io.out(alertRules({ warning, critical: Math.max(1, Math.min(7, Math.floor(warning / 2))) }));
  return EXIT.clean;
}

const UNITS: Readonly<Record<string, number>> = { h: HOUR, d: 24 * HOUR, w: 7 * 24 * HOUR, '': 24 * HOUR };

function duration(option: string, text: string): number {
  const [, digits, unit = ''] = /^(\d{1,6})([hdw]?)$/.exec(text) ?? [];
  const length = UNITS[unit];
  if (digits !== undefined && length !== undefined) return Number(digits) * length;
  throw new UsageError(t('{option} must be a time such as 30d, 2w or 12h, not “{text}”', { option, text }));
}

function shown({ certificates, unreadable }: Watched, format: 'text' | 'json', now: number, io: Io): string {
  if (format === 'json') {
    const rows = certificates.map((each) => jsonRow(each, now));
    return `${JSON.stringify({ certificates: rows, unreadable }, null, 2)}\n`;
  }
  const rows = certificates.map(({ path, facts, usedBy }) => [
    path,
    facts.commonName ?? facts.subject,
    say(io, expiry(facts.notAfter, now)),
    usedBy.join(', '),
  ]);
  const missing = unreadable.map((path) => [path, '', say(io, t('cannot be read')), '']);
  return aligned([...missing, ...rows]);
}

function jsonRow({ path, facts, usedBy }: WatchedCertificate, now: number) {
  const { subject, issuer, serial, notBefore, notAfter, fingerprint, isCa = false } = facts;
  return {
    path,
    subject,
    issuer,
    serial,
    fingerprint,
    isCa,
    notBefore: new Date(notBefore).toISOString(),
    notAfter: new Date(notAfter).toISOString(),
    daysLeft: daysUntil(notAfter, now),
    usedBy,
  };
}

function aligned(rows: readonly (readonly string[])[]): string {
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows
    .map(
      (row) =>
        `${row
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}
