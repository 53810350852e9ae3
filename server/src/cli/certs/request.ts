import path from 'node:path';
import {
  CertificatesError,
  carryOutImport,
  carryOutRequest,
  DEFAULT_KEY,
  KEY_CHOICES,
  planCertificateRequest,
  planImport,
} from '../../../../core/certs';
import { t } from '../../../../core/facts/message';
import { oneOf, readArguments } from '../arguments';
import { EXIT, type Io, say, UsageError } from '../io';
import { listed, shown, word } from './common';

export const HELP = t(
  `Usage: mqtt-security certs request server|client --out DIR [options]
       mqtt-security certs import FILE … --out DIR [--force]

  request makes a private key and a request (CSR) for an outside authority; import puts what
  it sends back beside the key, in the order that a broker needs.

  --out DIR            where the files go
  --key KEY            {keys} (default {key})
  --dns A,B --ip A,B   names of a server (default localhost,127.0.0.1,::1)
  --name CN            common name; of a client, its MQTT user name and file name
  --force              replace files that exist

Exit code: 0 done, 2 wrong usage or an unusable file.`,
  { keys: KEY_CHOICES.join(', '), key: DEFAULT_KEY },
);

const OPTIONS = {
  out: { type: 'string' },
  key: { type: 'string', default: DEFAULT_KEY },
  dns: { type: 'string', multiple: true },
  ip: { type: 'string', multiple: true },
  name: { type: 'string' },
  force: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

type Values = ReturnType<typeof parsedArguments>['values'];

function parsedArguments(args: readonly string[]) {
  return readArguments(args, OPTIONS);
}

/** `certs request server|client …` */
export function request(args: readonly string[], io: Io): Promise<number> {
  return withDirectory(args, io, async ([role, ...excess], directory, values) => {
    const { name } = values;
    if ((role !== 'server' && role !== 'client') || excess.length > 0) {
      throw new UsageError(t('say certs request server|client --out DIR'));
    }
    const plan = await planCertificateRequest({
      directory,
      key: oneOf('--key', values.key, KEY_CHOICES),
      ...(role === 'server'
        ? { server: { name, dns: listed(values.dns), ip: listed(values.ip) } }
        : { client: name ?? 'client' }),
    });
    await carryOutRequest(plan, { force: values.force ?? false });
    const file = shown(plan.requestFile, io);
    io.out(`${shown(plan.keyFile, io)}\n${file}\n\n`);
    const command = `mqtt-security certs import FILE --out ${word(shown(directory, io))}`;
    io.out(`${say(io, t('Send {file} to the authority; what comes back: {command}', { file, command }))}\n`);
  });
}

/** `certs import FILE … --out DIR` */
export function importCertificate(args: readonly string[], io: Io): Promise<number> {
  return withDirectory(args, io, async (files, directory, { force = false }) => {
    if (files.length === 0) throw new UsageError(t('say certs import FILE … --out DIR'));
    const plan = await planImport(
      files.map((file) => path.resolve(io.cwd, file)),
      directory,
      Date.now(),
    );
    await carryOutImport(plan, { force });
    const date = new Date(plan.facts.notAfter).toISOString().slice(0, 10);
    const file = shown(plan.certificateFile, io);
    io.out(`${say(io, t('{file}: {subject}, valid until {date}', { file, subject: plan.facts.subject, date }))}\n`);
    for (const note of plan.notes) io.out(`${say(io, note)}\n`);
  });
}

async function withDirectory(
  args: readonly string[],
  io: Io,
  act: (positionals: readonly string[], directory: string, values: Values) => Promise<void>,
): Promise<number> {
  const { values, positionals } = parsedArguments(args);
  if (values.help) {
    io.out(`${say(io, HELP)}\n`);
    return EXIT.clean;
  }
  if (values.out === undefined) throw new UsageError(t('--out is missing: the directory for the files'));
  try {
    await act(positionals, path.resolve(io.cwd, values.out), values);
    return EXIT.clean;
  } catch (error) {
    if (error instanceof CertificatesError) throw new UsageError(error.reason);
    throw error;
  }
}
