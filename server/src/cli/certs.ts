import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import {
  CertificatesError,
  carryOut,
  configLines,
  DEFAULT_KEY,
  inspectBytes,
  KEY_CHOICES,
  planSet,
  type Role,
  type SetOptions,
  type SetPlan,
  type WrittenFiles,
} from '../../../core/certs';
import { type Message, t } from '../../../core/facts/message';
import { certificateReport } from '../output/certificateReport';
import { oneOf, readArguments } from './arguments';
import { EXIT, type Io, say, UsageError } from './io';

/** `certs create ca|server|client …` and `certs show FILE`; the arguments are those after `certs`. */
export async function run(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = parsedArguments(args);
  const [action, subject, ...excess] = positionals;
  if (values.help || action === undefined) {
    (values.help ? io.out : io.err)(`${say(io, HELP)}\n`);
    return values.help ? EXIT.clean : EXIT.usage;
  }
  if (excess.length > 0 || subject === undefined) throw usage();
  if (action === 'show') return show(subject, values, io);
  if (action !== 'create' || !isRole(subject)) throw usage();
  try {
    return await create(subject, values, io);
  } catch (error) {
    if (!(error instanceof CertificatesError)) throw error;
    io.err(`mqtt-security: ${say(io, error.reason)}\n`);
    for (const message of advice(error, subject, values)) io.err(`${say(io, message)}\n`);
    return EXIT.usage;
  }
}

const HELP = t(
  `Usage: mqtt-security certs create ca|server|client --out DIR [options]
       mqtt-security certs show FILE [--format text|json]

  --out DIR            where the files go, and where ca.crt and ca.key are
  --key KEY            {keys} (default {key})
  --dns A,B --ip A,B   names of a server (default localhost,127.0.0.1,::1)
  --name CN            common name; of a client, its MQTT user name and file name
  --days N             validity (default 3650 for ca, 365 for server and client)
  --passphrase-stdin   read the passphrase of an encrypted ca.key from standard input
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
  days: { type: 'string' },
  format: { type: 'string', default: 'text' },
  'passphrase-stdin': { type: 'boolean' },
  force: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

type Values = ReturnType<typeof parsedArguments>['values'];

function parsedArguments(args: readonly string[]) {
  return readArguments(args, OPTIONS);
}

async function create(role: Role, values: Values, io: Io): Promise<number> {
  const plan = await planSet(setOptions(role, values, io));
  const caPassphrase = values['passphrase-stdin'] ? await firstLine(io.stdin) : undefined;
  const written = await carryOut(plan, { force: values.force ?? false, caPassphrase });
  for (const file of plan.files) io.out(`${shown(file.path, io)}  ${say(io, file.purpose)}\n`);
  for (const note of written.notes) io.out(`${say(io, note)}\n`);
  io.out(`\n${nextSteps(role, plan, written, io)}`);
  return EXIT.clean;
}

function setOptions(role: Role, values: Values, io: Io): SetOptions {
  const { out, name } = values;
  if (out === undefined) throw new UsageError(t('--out is missing: the directory for the files'));
  const [dns, ip] = [listed(values.dns), listed(values.ip)];
  if (role !== 'server' && dns.length + ip.length > 0) {
    throw new UsageError(t('--dns and --ip are for a server; a {role} has none', { role }));
  }
  const now = Date.now();
  const days = numberOf(values.days);
  return {
    directory: path.resolve(io.cwd, out),
    key: oneOf('--key', values.key, KEY_CHOICES),
    ...(role === 'ca' ? { caDays: days, authority: 'create' } : { days, authority: 'reuse' }),
    server: role === 'server' ? { name, dns, ip } : undefined,
    clients: role === 'client' ? [name ?? 'client'] : [],
    caName: name ?? `MQTT CA ${new Date(now).toISOString().slice(0, 19).replace('T', ' ')}`,
    now,
  };
}

/** What to type next, where a command helps. */
function advice({ code }: CertificatesError, role: Role, { out = '.' }: Values): readonly Message[] {
  if (code === 'exists') return [t('--force replaces files that exist')];
  if (code === 'passphrase') return [t('--passphrase-stdin reads the passphrase of ca.key from standard input')];
  if (code !== 'authority' || role === 'ca') return [];
  return [t('make one with: {command}', { command: `mqtt-security certs create ca --out ${word(out)}` })];
}

function nextSteps(role: Role, plan: SetPlan, written: WrittenFiles, io: Io): string {
  const out = word(shown(plan.directory, io));
  if (role === 'ca') {
    const command = `mqtt-security certs create server --out ${out} --dns NAME`;
    return `${say(io, t('Next, a certificate for the broker: {command}', { command }))}\n`;
  }
  if (role === 'client') return clientSteps(written, io);
  return written.server === undefined ? '' : serverSteps(written.ca, written.server, io);
}

function serverSteps(ca: string, server: { readonly certificate: string; readonly key: string }, io: Io): string {
  const files = { ca, ...server };
  const listener = { port: 8883 };
  const lines = (broker: 'mosquitto' | 'emqx') =>
    indented(configLines({ broker, files, listener, clientCertificates: false }));
  return [
    say(io, t('In mosquitto.conf:')),
    lines('mosquitto'),
    say(io, t('Or in emqx.conf:')),
    lines('emqx'),
    say(
      io,
      t('{file} is readable for you alone; give it to the account that the broker runs as, e.g.:', {
        file: shown(server.key, io),
      }),
    ),
    indented(`sudo chown mosquitto ${word(server.key)}\n`),
  ].join('\n');
}

function clientSteps({ ca, clients }: WrittenFiles, io: Io): string {
  return clients
    .map(({ certificate, key }) => {
      const files = `--cafile ${word(ca)} --cert ${word(certificate)} --key ${word(key)}`;
      const command = `mosquitto_pub -h localhost -p 8883 ${files} -t test -m hello`;
      return `${say(io, t('Try it, with require_certificate true in the broker:'))}\n\n${indented(`${command}\n`)}`;
    })
    .join('\n');
}

async function show(file: string, values: Values, io: Io): Promise<number> {
  const format = oneOf('--format', values.format, ['text', 'json']);
  const facts = inspectBytes(await bytesOf(path.resolve(io.cwd, file), file));
  if (facts.certificates.length + facts.keys.length === 0 && facts.encoding !== 'pkcs12') {
    throw new UsageError(t('{file} holds neither a certificate nor a private key', { file }));
  }
  io.out(certificateReport({ file, facts, now: Date.now(), format, catalogue: io.catalogue }));
  return EXIT.clean;
}

/** No certificate file is nearly this large; anything else is not read at all. */
const LARGEST = 16 * 1024 * 1024;

async function bytesOf(absolute: string, file: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(absolute);
    if (size <= LARGEST) return await readFile(absolute);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    throw new UsageError(t('{file} cannot be read ({code})', { file, code }));
  }
  throw new UsageError(t('{file} is too large for a certificate file', { file }));
}

async function firstLine(stream: NodeJS.ReadableStream): Promise<string> {
  let text = '';
  for await (const chunk of stream) text += chunk.toString();
  return text.split(/\r?\n/)[0] ?? '';
}

function usage(): UsageError {
  return new UsageError(t('say certs create ca|server|client --out DIR, or certs show FILE'));
}

function numberOf(text: string | undefined): number | undefined {
  if (text === undefined || /^\d{1,9}$/.test(text)) return text === undefined ? undefined : Number(text);
  throw new UsageError(t('--days {text} is no whole number', { text }));
}

function listed(values: readonly string[] = []): readonly string[] {
  return values
    .flatMap((value) => value.split(','))
    .map((value) => value.trim())
    .filter((value) => value !== '');
}

function isRole(word: string): word is Role {
  return word === 'ca' || word === 'server' || word === 'client';
}

/** Below the working directory the short way, elsewhere in full. */
function shown(file: string, io: Io): string {
  const relative = path.relative(io.cwd, file);
  return relative === '' ? '.' : relative.startsWith('..') || path.isAbsolute(relative) ? file : relative;
}

/** One word for a POSIX shell. */
function word(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

function indented(text: string): string {
  return text.replace(/^(?=.)/gm, '  ');
}
