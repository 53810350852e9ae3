import path from 'node:path';
import {
  CertificatesError,
  renew as carryOut,
  planRenewal,
  type RenewalPlan,
  type Role,
  reloadSteps,
} from '../../../../core/certs';
import { t } from '../../../../core/facts/message';
import { readArguments } from '../arguments';
import { EXIT, type Io, say, UsageError } from '../io';
import { linesOf, shown, wholeNumber } from './common';

export const HELP = t(`Usage: mqtt-security certs renew FILE.crt … [options]

  --days N             validity (default as before, for a server or client at most 398)
  --keep-key           keep the private key; by default it is new, except an authority's
  --authority DIR      where ca.crt and ca.key are (default the certificate's own directory)
  --passphrase-stdin   read passphrases from standard input, one a line: the one of the
                       authority's key where it is encrypted, then the one of the own key
  --dry-run            say what would be done and write nothing

The old files stay beside the new ones with the time in their name and .bak at its end.
Exit code: 0 done, 2 wrong usage or an unusable file.`);

const OPTIONS = {
  days: { type: 'string' },
  'keep-key': { type: 'boolean' },
  authority: { type: 'string' },
  'passphrase-stdin': { type: 'boolean' },
  'dry-run': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** `certs renew FILE …`: the same names and kind of key, in the same place; the configuration stays as it is. */
export async function renew(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = readArguments(args, OPTIONS);
  if (values.help) {
    io.out(`${say(io, HELP)}\n`);
    return EXIT.clean;
  }
  if (positionals.length === 0) throw new UsageError(t('say certs renew FILE.crt'));
  const { authority } = values;
  const options = {
    now: Date.now(),
    days: wholeNumber('--days', values.days),
    keepKey: values['keep-key'] ?? false,
    ...(authority === undefined ? {} : { authorityDirectory: path.resolve(io.cwd, authority) }),
  };
  const lines = values['passphrase-stdin'] ? await linesOf(io.stdin) : [];
  try {
    const plans: RenewalPlan[] = [];
    for (const file of positionals) plans.push(await planRenewal(path.resolve(io.cwd, file), options));
    for (const plan of plans) await renewOne(plan, lines, values['dry-run'] ?? false, io);
    for (const role of new Set(plans.map((plan) => plan.role))) tellReload(role, io);
    return EXIT.clean;
  } catch (error) {
    if (error instanceof CertificatesError) throw new UsageError(error.reason);
    throw error;
  }
}

async function renewOne(plan: RenewalPlan, lines: readonly string[], dryRun: boolean, io: Io): Promise<void> {
  const file = shown(plan.certificateFile, io);
  for (const { from, to } of plan.backups) {
    io.out(`${say(io, t('{from} is kept as {to}', { from: shown(from, io), to: shown(to, io) }))}\n`);
  }
  if (dryRun) {
    io.out(`${say(io, t('{file} would be valid for {days} days; nothing was written', { file, days: plan.days }))}\n`);
    return;
  }
  const [caPassphrase, keyPassphrase] = plan.issuer?.keyEncrypted ? lines : [undefined, lines[0]];
  const { notAfter, notes } = await carryOut(plan, { caPassphrase, keyPassphrase });
  const date = new Date(notAfter).toISOString().slice(0, 10);
  io.out(`${say(io, t('{file} is valid until {date}', { file, date }))}\n`);
  for (const note of notes) io.out(`${say(io, note)}\n`);
}

function tellReload(role: Role, io: Io): void {
  const steps = [...reloadSteps('mosquitto', role), ...reloadSteps('emqx', role)];
  io.out(`\n${[...new Set(steps.map((step) => say(io, step)))].map((step) => `${step}\n`).join('')}`);
}
