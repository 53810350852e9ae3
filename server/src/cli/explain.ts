import { format, type Message, t } from '../../../core/facts/message';
import { printable } from '../../../core/facts/printable';
import { explainLog } from '../../../core/probe';
import { oneOf, readArguments } from './arguments';
import { EXIT, type Io, say, UsageError } from './io';

/** `explain [TEXT|-]`: what lines of a broker's or client's log mean; the arguments are those after `explain`. */
export async function run(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = readArguments(args, OPTIONS);
  if (values.help) {
    io.out(USAGE);
    return EXIT.clean;
  }
  const form = oneOf('--format', values.format, ['text', 'json']);
  const given = positionals.join(' ');
  const log = given === '' || given === '-' ? await input(io.stdin) : given;
  if (log.trim() === '')
    throw new UsageError(t('there is nothing to explain: give a line of a log, or a log on standard input'));
  const found = explainLog(log);
  const words = (message: Message) => format(message, io.catalogue);
  if (form === 'json') {
    const list = found.map(({ line, text, problem: { code, cause, advice, action } }) => {
      return { line, text, code, cause: words(cause), advice: words(advice), ...(action && { action }) };
    });
    io.out(`${JSON.stringify(list, null, 2)}\n`);
  } else {
    const blocks = found.map(({ line, text, problem: { cause, advice } }) => {
      return `${line}: ${printable(text)}\n    ${words(cause)}\n    → ${words(advice)}\n`;
    });
    io.out(blocks.length > 0 ? blocks.join('') : `${say(io, t('Nothing in it is known.'))}\n`);
  }
  return found.length > 0 ? EXIT.clean : EXIT.found;
}

const USAGE = `Usage: mqtt-security explain [TEXT | -] [options]

  TEXT               a line of a log, or an error message or code, such as DEPTH_ZERO_SELF_SIGNED_CERT
  -                  read a log from standard input; so it is without TEXT
  --format FORMAT    text or json (text)

Exit status: 0 something in it is known, 1 nothing is, 2 wrong arguments.
`;

const OPTIONS = {
  format: { type: 'string', default: 'text' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Logs are long; what stops a broker stands at the end. */
const INPUT_LIMIT = 4 * 1024 * 1024;

async function input(stream: NodeJS.ReadableStream): Promise<string> {
  let bytes = Buffer.alloc(0);
  for await (const chunk of stream) {
    bytes = Buffer.concat([bytes, Buffer.from(chunk)]);
    if (bytes.length > INPUT_LIMIT) bytes = bytes.subarray(-INPUT_LIMIT);
  }
  return bytes.toString('utf8');
}
