import path from 'node:path';
import {
  CertificatesError,
  CRL_DAYS,
  revoke as carryOut,
  isReason,
  REVOCATION_REASONS,
  type Revoked,
  renewRevocationList,
} from '../../../../core/certs';
import { t } from '../../../../core/facts/message';
import { readArguments } from '../arguments';
import { EXIT, type Io, say, UsageError } from '../io';
import { passphraseOf, shown, wholeNumber } from './common';

export const HELP = t(
  `Usage: mqtt-security certs revoke FILE.crt [options]
       mqtt-security certs crl DIR [options]

  --reason WORD        {reasons}
  --authority DIR      where ca.crt and ca.key are (default the certificate's own directory)
  --issuer NAME        of crl: ca (default) or intermediate
  --days N             until the next list is due (default {days}); brokers refuse every
                       client once it has passed, so make a new one with: certs crl DIR
  --passphrase-stdin   read the passphrase of the authority's key from standard input

Exit code: 0 done, 2 wrong usage or an unusable file.`,
  { reasons: Object.keys(REVOCATION_REASONS).join(', '), days: CRL_DAYS },
);

const OPTIONS = {
  reason: { type: 'string', default: 'unspecified' },
  authority: { type: 'string' },
  issuer: { type: 'string', default: 'ca' },
  days: { type: 'string' },
  'passphrase-stdin': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** `certs revoke FILE`: the authority's ledger and its list of revoked certificates name it from now on. */
export function revoke(args: readonly string[], io: Io): Promise<number> {
  return listed(args, io, async (file, values, options) => {
    const { reason } = values;
    if (!isReason(reason)) {
      const words = Object.keys(REVOCATION_REASONS).join(', ');
      throw new UsageError(t('--reason must be one of {words}', { words }));
    }
    return carryOut(file, reason, { ...options, directory: options.directory ?? path.dirname(file) });
  });
}

/** `certs crl DIR`: a new list of what has been revoked so far. */
export function crl(args: readonly string[], io: Io): Promise<number> {
  return listed(args, io, (directory, { issuer }, options) => {
    return renewRevocationList(issuer, { ...options, directory });
  });
}

type Values = ReturnType<typeof parsedArguments>['values'];

interface Options {
  readonly directory?: string;
  readonly now: number;
  readonly days: number;
  readonly caPassphrase?: string;
}

function parsedArguments(args: readonly string[]) {
  return readArguments(args, OPTIONS);
}

async function listed(
  args: readonly string[],
  io: Io,
  act: (place: string, values: Values, options: Options) => Promise<Revoked>,
): Promise<number> {
  const { values, positionals } = parsedArguments(args);
  const [place, ...excess] = positionals;
  if (values.help) {
    io.out(`${say(io, HELP)}\n`);
    return EXIT.clean;
  }
  if (place === undefined || excess.length > 0) throw new UsageError(t('say certs revoke FILE.crt, or certs crl DIR'));
  const { authority } = values;
  const options: Options = {
    ...(authority === undefined ? {} : { directory: path.resolve(io.cwd, authority) }),
    now: Date.now(),
    days: wholeNumber('--days', values.days) ?? CRL_DAYS,
    caPassphrase: await passphraseOf(values, io),
  };
  try {
    tell(await act(path.resolve(io.cwd, place), values, options), io);
    return EXIT.clean;
  } catch (error) {
    if (error instanceof CertificatesError) throw new UsageError(error.reason);
    throw error;
  }
}

function tell({ crl: file, count, nextUpdate, notes }: Revoked, io: Io): void {
  const date = new Date(nextUpdate).toISOString().slice(0, 10);
  for (const note of notes) io.out(`${say(io, note)}\n`);
  io.out(
    `${say(io, t('{file} names {count} revoked certificates; the next list is due on {date}', { file: shown(file, io), count, date }))}\n`,
  );
  io.out(
    `${say(io, t('In mosquitto.conf: {line}; then: {command}', { line: `crlfile ${file}`, command: 'systemctl reload mosquitto' }))}\n`,
  );
}
