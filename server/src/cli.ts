import { EXIT } from './cli/io';
import { main } from './cli/main';

// A reader that went away (`| head`) is no failure worth a message; there is nobody left to write for.
process.stdout.on('error', (error: NodeJS.ErrnoException) =>
  process.exit(error.code === 'EPIPE' ? EXIT.usage : fail(error)),
);
process.stderr.on('error', () => process.exit(EXIT.usage));
process.on('uncaughtException', (error) => process.exit(fail(error)));
process.on('unhandledRejection', (error) => process.exit(fail(error)));

void main(process.argv.slice(2), {
  cwd: process.cwd(),
  stdin: process.stdin,
  colours: process.stdout.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== 'dumb',
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
}).then((code) => {
  // No `process.exit`: what was written to a pipe may still be on its way.
  process.exitCode = code;
  process.stdin.unref?.();
});

function fail(error: unknown): number {
  process.stderr.write(`mqtt-security: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  return EXIT.usage;
}
