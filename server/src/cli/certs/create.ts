import path from 'node:path';
import {
  CertificatesError,
  carryOut,
  configLines,
  DEFAULT_KEY,
  KEY_CHOICES,
  planSet,
  type Role,
  type SetOptions,
  type SetPlan,
  type WrittenFiles,
} from '../../../../core/certs';
import { type Message, t } from '../../../../core/facts/message';
import { oneOf, readArguments } from '../arguments';
import { EXIT, type Io, say, UsageError } from '../io';
import { clientNames } from './client-names';
import { indented, linesOf, listed, shown, wholeNumber, word } from './common';

export const HELP = t(
  `Usage: mqtt-security certs create ca|intermediate|server|client|set --out DIR [options]

  set: the broker's certificate and those of its clients in one go, from the authority
  that is there, or from a new one.

  --out DIR            where the files go, and where ca.crt and ca.key are
  --key KEY            {keys} (default {key})
  --dns A,B --ip A,B   names of a server (default localhost,127.0.0.1,::1)
  --name CN            common name; of a client, its MQTT user name and file name; of a set,
                       the name of a new authority
  --clients A,B        several clients at once, by MQTT user name
  --clients-from FILE  the same from a list or a CSV file, first column
  --days N             validity (default 3650 for ca, 1825 for intermediate, 365 otherwise)
  --issuer NAME        the authority that issues: ca (default) or intermediate
  --p12                also put key, certificate and chain of a client into one file
  --encrypt            encrypt the key of the authority that is made
  --passphrase-stdin   read passphrases from standard input, one a line: the one of the
                       issuer's key where it is encrypted, then the one for --encrypt or --p12
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
  clients: { type: 'string', multiple: true },
  'clients-from': { type: 'string' },
  days: { type: 'string' },
  issuer: { type: 'string' },
  p12: { type: 'boolean' },
  encrypt: { type: 'boolean' },
  'passphrase-stdin': { type: 'boolean' },
  force: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

type Values = ReturnType<typeof parsedArguments>['values'];

function parsedArguments(args: readonly string[]) {
  return readArguments(args, OPTIONS);
}

/** One kind of certificate, or those of a broker and its clients together. */
type Kind = Role | 'set';

/** `certs create ca|intermediate|server|client|set …`; the arguments are those after `create`. */
export async function create(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = parsedArguments(args);
  if (values.help) {
    io.out(`${say(io, HELP)}\n`);
    return EXIT.clean;
  }
  const [role, ...excess] = positionals;
  if (role === undefined || excess.length > 0 || !isKind(role)) {
    throw new UsageError(t('say certs create ca|intermediate|server|client|set --out DIR'));
  }
  try {
    return await carriedOut(role, values, io);
  } catch (error) {
    if (error instanceof CertificatesError) {
      throw new UsageError(
        [error.reason, ...advice(error, role, values)].reduce((first, next) => t('{first}\n{next}', { first, next })),
      );
    }
    throw error;
  }
}

async function carriedOut(role: Kind, values: Values, io: Io): Promise<number> {
  const plan = await planSet(await setOptions(role, values, io));
  const written = await carryOut(plan, {
    force: values.force ?? false,
    ...(await passphrases(role, plan, values, io)),
  });
  for (const file of plan.files) io.out(`${shown(file.path, io)}  ${say(io, file.purpose)}\n`);
  for (const note of written.notes) io.out(`${say(io, note)}\n`);
  io.out(`\n${nextSteps(role, plan, written, io)}`);
  return EXIT.clean;
}

async function passphrases(role: Kind, { caKeyEncrypted }: SetPlan, values: Values, io: Io) {
  const makesAuthority = role === 'ca' || role === 'intermediate' || role === 'set';
  if (values.encrypt && !makesAuthority) throw new UsageError(t('--encrypt is for the key of an authority'));
  if (values.p12 && role !== 'client' && role !== 'set') throw new UsageError(t('--p12 is for clients'));
  const wanted = (values.encrypt ?? false) || (values.p12 ?? false);
  if (!values['passphrase-stdin']) {
    if (wanted) throw new UsageError(t('--passphrase-stdin is missing: it hands over the passphrase'));
    return {};
  }
  const lines = await linesOf(io.stdin);
  const [caPassphrase, added] = caKeyEncrypted ? lines : [undefined, lines[0]];
  if (wanted && (added === undefined || added === '')) {
    throw new UsageError(t('standard input holds no passphrase for --encrypt or --p12'));
  }
  return {
    caPassphrase: caPassphrase ?? lines[0],
    ...(values.encrypt ? { newCaPassphrase: added } : {}),
    ...(values.p12 ? { pkcs12Passphrase: added } : {}),
  };
}

async function setOptions(role: Kind, values: Values, io: Io): Promise<SetOptions> {
  const { out, name } = values;
  if (out === undefined) throw new UsageError(t('--out is missing: the directory for the files'));
  const [dns, ip] = [listed(values.dns), listed(values.ip)];
  if (role !== 'server' && role !== 'set' && dns.length + ip.length > 0) {
    throw new UsageError(t('--dns and --ip are for a server; a {role} has none', { role }));
  }
  const { name: _, ...unnamed } = values;
  const now = Date.now();
  const days = wholeNumber('--days', values.days);
  const stamped = (kind: string) =>
    name ?? `MQTT ${kind} ${new Date(now).toISOString().slice(0, 19).replace('T', ' ')}`;
  return {
    directory: path.resolve(io.cwd, out),
    key: oneOf('--key', values.key, KEY_CHOICES),
    ...(role === 'ca' ? { caDays: days, authority: 'create' } : { authority: role === 'set' ? undefined : 'reuse' }),
    ...(role === 'intermediate' ? { intermediateDays: days, intermediateName: stamped('intermediate CA') } : {}),
    ...(role === 'ca' || role === 'intermediate' ? {} : { days }),
    ...(values.issuer === undefined ? {} : { issuer: values.issuer }),
    server: role === 'server' ? { name, dns, ip } : role === 'set' ? { dns, ip } : undefined,
    clients: role === 'client' || role === 'set' ? await clientNames(role === 'set' ? unnamed : values, io) : [],
    pkcs12: values.p12 ?? false,
    caName: stamped('CA'),
    now,
  };
}

/** What to type next, where a command helps. */
function advice({ code }: CertificatesError, role: Kind, { out = '.' }: Values): readonly Message[] {
  if (code === 'exists') return [t('--force replaces files that exist')];
  if (code === 'passphrase') return [t('--passphrase-stdin reads the passphrase of ca.key from standard input')];
  if (code !== 'authority' || role === 'ca') return [];
  return [t('make one with: {command}', { command: `mqtt-security certs create ca --out ${word(out)}` })];
}

function nextSteps(role: Kind, plan: SetPlan, written: WrittenFiles, io: Io): string {
  const out = word(shown(plan.directory, io));
  if (role === 'ca' || role === 'intermediate') {
    const issuer = role === 'ca' ? '' : ' --issuer intermediate';
    const command = `mqtt-security certs create server --out ${out}${issuer} --dns NAME`;
    return `${say(io, t('Next, a certificate for the broker: {command}', { command }))}\n`;
  }
  if (role === 'client') return clientSteps(written, io);
  const broker = written.server === undefined ? '' : serverSteps(written, written.server, io);
  return role === 'set'
    ? `${broker}\n${clientSteps({ ...written, clients: written.clients.slice(0, 1) }, io)}`
    : broker;
}

function serverSteps({ ca, clients }: WrittenFiles, server: NonNullable<WrittenFiles['server']>, io: Io): string {
  const files = { ca, ...server };
  const listener = { port: 8883 };
  const lines = (broker: 'mosquitto' | 'emqx') =>
    indented(configLines({ broker, files, listener, clientCertificates: clients.length > 0 }));
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

function isKind(word: string): word is Kind {
  return word === 'set' || word === 'ca' || word === 'intermediate' || word === 'server' || word === 'client';
}
