import { EXIT, type Io, say, UsageError } from './io';

type Command = (args: readonly string[], io: Io) => Promise<number>;

/** Runs a command line as this process: its arguments, streams and exit code. The command never rejects. */
export function runProcess(command: Command): void {
  // A reader that went away (`| head`) is no failure worth a message; there is nobody left to write for.
  process.stdout.on('error', (error: NodeJS.ErrnoException) =>
    process.exit(error.code === 'EPIPE' ? EXIT.usage : fail(error)),
  );
  process.stderr.on('error', () => process.exit(EXIT.usage));
  process.on('uncaughtException', (error) => process.exit(fail(error)));
  process.on('unhandledRejection', (error) => process.exit(fail(error)));

  let reads = false;
  const io: Io = {
    cwd: process.cwd(),
    // Opened by whoever reads it: few commands do, and it takes time.
    get stdin() {
      reads = true;
      return process.stdin;
    },
    colours: process.stdout.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== 'dumb',
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
  };
  void command(process.argv.slice(2), io).then((code) => {
    // No `process.exit`: what was written to a pipe may still be on its way.
    process.exitCode = code;
    if (reads) process.stdin.unref?.();
  });
}

/** The command's exit code; what it throws becomes a message. Never rejects. */
export async function answered(command: Command, args: readonly string[], io: Io): Promise<number> {
  try {
    return await command(args, io);
  } catch (error) {
    const reason = error instanceof UsageError ? say(io, error.reason) : describe(error);
    io.err(`mqtt-security: ${reason}\n`);
    return EXIT.usage;
  }
}

function fail(error: unknown): number {
  process.stderr.write(`mqtt-security: ${describe(error)}\n`);
  return EXIT.usage;
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
