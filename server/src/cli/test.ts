import { t } from '../../../core/facts/message';
import {
  jsonReport,
  parseTarget,
  probe,
  type StageEvent,
  stageText,
  succeeded,
  type Target,
  textHeading,
  textVerdict,
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
  const form = oneOf('--format', values.format, ['text', 'json']);
  const target = await targetOf(url, values, io);
  return form === 'json' ? testAsJson(target, io) : testAsText(target, io);
}

const USAGE = `Usage: mqtt-security test URL [options]

  URL                    mqtt://, mqtts://, ws:// or wss://, such as mqtts://broker.example:8883
  --ca FILE              trust this authority instead of the system's
  --cert FILE --key FILE client certificate and its key
  --passphrase-stdin     read the key's passphrase from standard input
  --username USER        user name
  --password-stdin       read the password from standard input; before the passphrase, a line each
  --roundtrip            also subscribe and publish under mqtt-security-test/
  --servername NAME      name to ask and verify the server for
  --alpn A,B             application protocols to offer
  --mqtt-version 4|5     4 is MQTT 3.1.1 (4)
  --timeout SECONDS      for each stage (10)
  --format text|json     (text)

Exit status: 0 the connection works, 1 it does not, 2 wrong arguments or an unreadable file.
`;

const OPTIONS = {
  ...CREDENTIAL_OPTIONS,
  roundtrip: { type: 'boolean' },
  servername: { type: 'string' },
  alpn: { type: 'string' },
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
  const mqttVersion = oneOf('--mqtt-version', values['mqtt-version'], ['4', '5']) === '5' ? 5 : 4;
  return {
    ...parsed.target,
    ...(await credentials(values, io, parsed.target.username)),
    mqttVersion,
    servername: values.servername,
    alpn: values.alpn?.split(','),
    roundtrip: values.roundtrip ?? false,
    timeoutMs: seconds(values.timeout),
  };
}

async function testAsText(target: Target, io: Io): Promise<number> {
  io.out(`${textHeading(target, process.versions, io.catalogue)}\n`);
  const events: StageEvent[] = [];
  for await (const event of probe(target, { now: Date.now() })) {
    events.push(event);
    io.out(`${stageText(event, io.catalogue, io.colours ? coloured(event.ok) : undefined)}\n`);
  }
  io.out(`${textVerdict(events, io.catalogue)}\n`);
  return exitOf(events);
}

/** Green or red, as terminals understand it (ECMA-48, SGR). */
function coloured(ok: boolean): (word: string) => string {
  return (word) => `\u001b[${ok ? 32 : 31}m${word}\u001b[0m`;
}

async function testAsJson(target: Target, io: Io): Promise<number> {
  const events: StageEvent[] = [];
  for await (const event of probe(target, { now: Date.now() })) events.push(event);
  io.out(`${JSON.stringify(jsonReport(events, io.catalogue), null, 2)}\n`);
  return exitOf(events);
}

function exitOf(events: readonly StageEvent[]): number {
  return succeeded(events) ? EXIT.clean : EXIT.found;
}
