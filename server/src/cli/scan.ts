import { isPrivateAddress } from '../../../core/facts/address';
import { t } from '../../../core/facts/message';
import {
  NOT_CONFIRMED,
  parseScanTarget,
  type ScanResult,
  type ScanTarget,
  scan,
  scanJson,
  scanJunit,
  scanMarkdown,
  scanText,
} from '../../../core/probe/scan';
import { oneOf, readArguments } from './arguments';
import { EXIT, type Io, UsageError } from './io';

/** `scan HOST:PORT …`: what a TLS server accepts; the arguments are those after `scan`. */
export async function run(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = readArguments(args, OPTIONS);
  const [place, ...excess] = positionals;
  if (values.help || place === undefined) {
    io.out(USAGE);
    return values.help ? EXIT.clean : EXIT.usage;
  }
  if (excess.length > 0) throw new UsageError(t('"{word}" is one argument too many', { word: excess[0] ?? '' }));
  const form = oneOf('--format', values.format, ['text', 'json', 'markdown', 'junit']);
  const timeoutMs = milliseconds(values.timeout);
  const target = targetOf(place, values.sni);
  const outcome = await scan(target, {
    now: Date.now(),
    timeoutMs,
    ...(values.yes ? {} : { mayScan: (addresses) => addresses.every(isPrivateAddress) }),
  });
  if (!outcome.ok) {
    const { code, cause, advice } = outcome.problem;
    if (code === NOT_CONFIRMED) {
      throw new UsageError(t('{cause} Give --yes if the server is yours, or its owner has agreed.', { cause }));
    }
    throw new UsageError(t('{cause} {advice}', { cause, advice }));
  }
  io.out(written(outcome.result, form, io));
  return outcome.result.findings.some(({ level }) => level !== 'hint') ? EXIT.found : EXIT.clean;
}

const USAGE = `Usage: mqtt-security scan HOST:PORT [options]

  HOST:PORT          such as broker.example:8883 or [::1]:8883; a mqtts:// or wss:// address is fine too
  --sni NAME         name to ask the server for
  --timeout SECONDS  for each connection (5)
  --format FORMAT    text, json, markdown or junit (text)
  --yes              scan an address that is neither of this machine nor of a private network

Scan only servers that are yours, or whose owner has agreed.

Exit status: 0 nothing weak, 1 something weak, 2 wrong arguments or no TLS server to scan.
`;

const OPTIONS = {
  sni: { type: 'string' },
  timeout: { type: 'string', default: '5' },
  format: { type: 'string', default: 'text' },
  yes: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

function targetOf(place: string, servername: string | undefined): ScanTarget {
  const parsed = parseScanTarget(place);
  if (!parsed.ok) throw new UsageError(parsed.reason);
  if (servername === undefined) return parsed.target;
  if (!/^[\x21-\x7e]{1,253}$/.test(servername)) throw new UsageError(t('--sni takes a host name'));
  return { ...parsed.target, servername };
}

function milliseconds(seconds: string): number {
  const value = Number(seconds);
  if (seconds.trim() === '' || !(value > 0 && value <= 600)) {
    throw new UsageError(t('--timeout takes seconds, more than 0 and at most 600'));
  }
  return Math.ceil(value * 1000);
}

function written(result: ScanResult, form: 'text' | 'json' | 'markdown' | 'junit', io: Io): string {
  if (form === 'json') return `${JSON.stringify(scanJson(result, io.catalogue), null, 2)}\n`;
  if (form === 'markdown') return scanMarkdown(result, io.catalogue);
  if (form === 'junit') return scanJunit(result, io.catalogue);
  return scanText(result, io.catalogue, io.colours ? painted : undefined);
}

/** As terminals understand it (ECMA-48, SGR): red, yellow, faint, green. */
function painted(word: string, level: 'error' | 'warning' | 'hint' | 'good'): string {
  return `\u001b[${{ error: 31, warning: 33, hint: 2, good: 32 }[level]}m${word}\u001b[0m`;
}
