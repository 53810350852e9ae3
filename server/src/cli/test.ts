import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { t } from '../../../core/facts/message';
import {
  awsTarget,
  jsonReport,
  junitReport,
  markdownReport,
  parseTarget,
  probe,
  type ReportInput,
  type StageEvent,
  stageText,
  succeeded,
  type Target,
  textHeading,
  textVerdict,
  wrongTopicPrefix,
} from '../../../core/probe';
import { oneOf, readArguments } from './arguments';
import { CREDENTIAL_OPTIONS, credentials, refuseSecretArguments, seconds } from './credentials';
import { EXIT, type Io, UsageError } from './io';

/** `test URL …`: one connection test; the arguments are those after `test`. */
export async function run(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = parsedArguments(args);
  const [url, ...excess] = positionals;
  if (values.help || url === undefined) {
    io.out(USAGE);
    return values.help ? EXIT.clean : EXIT.usage;
  }
  if (excess.length > 0) throw new UsageError(t('"{word}" is one argument too many', { word: excess[0] ?? '' }));
  const form = oneOf('--format', values.format, ['text', 'json', 'markdown', 'junit']);
  const target = await targetOf(url, values, io);
  const options = { now: Date.now(), authorities: await certificateFiles(io.cwd) };
  const events: StageEvent[] = [];
  if (form === 'text') io.out(`${textHeading(target, process.versions, io.catalogue)}\n`);
  for await (const event of probe(target, options)) {
    events.push(event);
    if (form === 'text') io.out(`${stageText(event, io.catalogue, io.colours ? coloured(event.ok) : undefined)}\n`);
  }
  io.out(ending(form, { target, events, startedAt: options.now, versions: process.versions, catalogue: io.catalogue }));
  return succeeded(events) ? EXIT.clean : EXIT.found;
}

const USAGE = `Usage: mqtt-security test URL [options]

  URL                    mqtt://, mqtts://, ws:// or wss://, such as mqtts://broker.example:8883
  --ca FILE              trust this authority instead of the system's
  --cert FILE --key FILE client certificate and its key
  --p12 FILE             both in one PKCS#12 archive
  --passphrase-stdin     read the passphrase of key or archive from standard input
  --username USER        user name
  --password-stdin       read the password from standard input; before the passphrase, a line each
  --roundtrip            also subscribe and publish, with QoS 0, 1 and 2, below mqtt-security-test/
  --topic PREFIX         the same, below PREFIX/
  --servername NAME      name to ask and verify the server for
  --alpn A,B             application protocols to offer
  --aws                  AWS IoT Core: port 443 and the application protocol that it wants there
  --mqtt-version 4|5     4 is MQTT 3.1.1 (4)
  --timeout SECONDS      for each stage (10)
  --format FORMAT        text, json, markdown or junit (text)

Exit status: 0 the connection works, 1 it does not, 2 wrong arguments or an unreadable file.
`;

const OPTIONS = {
  ...CREDENTIAL_OPTIONS,
  roundtrip: { type: 'boolean' },
  topic: { type: 'string' },
  servername: { type: 'string' },
  alpn: { type: 'string' },
  aws: { type: 'boolean' },
  'mqtt-version': { type: 'string', default: '4' },
  timeout: { type: 'string', default: '10' },
  format: { type: 'string', default: 'text' },
  help: { type: 'boolean', short: 'h' },
} as const;

type Values = ReturnType<typeof parsedArguments>['values'];

function parsedArguments(args: readonly string[]) {
  refuseSecretArguments(args);
  return readArguments(args, OPTIONS);
}

async function targetOf(url: string, values: Values, io: Io): Promise<Target> {
  const parsed = parseTarget(url);
  if (!parsed.ok) throw new UsageError(parsed.reason);
  const { topic, alpn, servername } = values;
  const wrong = topic === undefined ? undefined : wrongTopicPrefix(topic);
  if (wrong !== undefined) throw new UsageError(wrong);
  if (values.aws && alpn !== undefined)
    throw new UsageError(t('--aws sets the application protocol: leave --alpn out'));
  const target: Target = {
    ...parsed.target,
    ...(await credentials(values, io, parsed.target.username)),
    mqttVersion: oneOf('--mqtt-version', values['mqtt-version'], ['4', '5']) === '5' ? 5 : 4,
    ...(servername === undefined ? {} : { servername }),
    ...(alpn === undefined ? {} : { alpn: alpn.split(',') }),
    roundtrip: values.roundtrip === true || topic !== undefined,
    ...(topic === undefined ? {} : { topicPrefix: topic }),
    timeoutMs: seconds(values.timeout),
  };
  if (!values.aws) return target;
  return awsTarget(/:\d+\/?$/.test(url.trim()) ? target : { ...target, port: 443 });
}

/** Where an authority that was not given is looked for: a test may propose it, and trusts none of them by itself. */
async function certificateFiles(cwd: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const folder of [cwd, path.join(cwd, 'certs')]) {
    const names = await readdir(folder).catch((): string[] => []);
    found.push(...names.filter((name) => /\.(?:crt|pem|cer)$/i.test(name)).map((name) => path.join(folder, name)));
  }
  return found;
}

function ending(form: 'text' | 'json' | 'markdown' | 'junit', input: ReportInput): string {
  switch (form) {
    case 'text':
      return `${textVerdict(input.events, input.catalogue)}\n`;
    case 'json':
      return `${JSON.stringify(jsonReport(input.events, input.catalogue), null, 2)}\n`;
    case 'markdown':
      return markdownReport(input);
    case 'junit':
      return junitReport(input);
  }
}

/** Green or red, as terminals understand it (ECMA-48, SGR). */
function coloured(ok: boolean): (word: string) => string {
  return (word) => `\u001b[${ok ? 32 : 31}m${word}\u001b[0m`;
}
