import { t } from '../../../core/facts/message';
import { EXIT, type Io, UsageError } from './io';
import { answered } from './process';

type Command = (args: readonly string[], io: Io) => Promise<number>;

/** Each command is loaded when it is asked for: `check` starts without what `test` needs. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  check: async () => (await import('./check')).run,
  certs: async () => (await import('./certs')).run,
  test: async () => (await import('./test')).run,
  scan: async () => (await import('./scan')).run,
  explain: async () => (await import('./explain')).run,
  verify: async () => (await import('./verify')).run,
  show: async () => (await import('./show')).run,
  migrate: async () => (await import('./migrate')).run,
  rules: async () => (await import('./rules')).run,
};

/** Runs one command line and gives its exit code. Never rejects. */
export function main(args: readonly string[], io: Io): Promise<number> {
  return answered(run, args, io);
}

async function run([name, ...rest]: readonly string[], io: Io): Promise<number> {
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    (name === undefined ? io.err : io.out)(USAGE);
    return name === undefined ? EXIT.usage : EXIT.clean;
  }
  if (name === '--version' || name === '-V') {
    const { version } = await import('../../../package.json');
    io.out(`${version}\n`);
    return EXIT.clean;
  }
  const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!load) throw new UsageError(t('there is no command “{name}”; see mqtt-security --help', { name }));
  const command = await load();
  return command(rest, io);
}

const USAGE = `Usage: mqtt-security COMMAND …

  check PATH…      find mistakes in broker configuration
  certs create …   make a CA, server and client certificates
  test URL         test a connection, stage by stage
  scan HOST:PORT   find out which TLS versions, suites and certificates a server offers
  explain [TEXT]   say what a line of a log means
  show FILE…       print what a configuration comes to, and where each value comes from
  verify CONFIG    compare a live broker with its file, and try what it must refuse
  migrate FILE     rewrite a Mosquitto configuration for a newer version
  rules [ID]       list the rules, or explain one

  COMMAND --help   the options of a command
  --version        the version of this program

Exit code: 0 nothing found, 1 findings, a failed test or something to rewrite, 2 wrong usage or an unusable file.
`;
