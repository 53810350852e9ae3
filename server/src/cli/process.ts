import { writeSync } from 'node:fs';
import { isatty } from 'node:tty';
import { EXIT, type Io, say, UsageError } from './io';

type Command = (args: readonly string[], io: Io) => Promise<number>;

/** Runs a command line as this process: its arguments, streams and exit code. The command never rejects. */
export function runProcess(command: Command): void {
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
    get colours() {
      return isatty(1) && !process.env.NO_COLOR && process.env.TERM !== 'dumb';
    },
    out: writerTo(1, () => process.stdout),
    err: writerTo(2, () => process.stderr),
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

/**
 * Writes at once, as Node's own streams do to files and pipes; to open those takes time that shows in a short command.
 * A terminal is left to the stream, which knows those of Windows, and so is what a reader is too slow for.
 */
function writerTo(descriptor: 1 | 2, open: () => NodeJS.WriteStream): (text: string) => void {
  let stream: NodeJS.WriteStream | undefined;
  return (text) => {
    try {
      const rest = stream === undefined && !isatty(descriptor) ? unwritten(descriptor, Buffer.from(text)) : text;
      if (rest.length === 0) return;
      stream ??= open().on('error', (error) => giveUp(descriptor, error));
      stream.write(rest);
    } catch (error) {
      giveUp(descriptor, error);
    }
  };
}

/** → what is left when the reader takes no more for now */
function unwritten(descriptor: 1 | 2, bytes: Buffer): Buffer {
  let rest = bytes;
  try {
    while (rest.length > 0) rest = rest.subarray(writeSync(descriptor, rest));
  } catch (error) {
    if (codeOf(error) !== 'EAGAIN') throw error;
  }
  return rest;
}

/** A reader that went away (`| head`) is no failure worth a message; there is nobody left to write for. */
function giveUp(descriptor: 1 | 2, error: unknown): never {
  process.exit(descriptor === 2 || codeOf(error) === 'EPIPE' ? EXIT.usage : fail(error));
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}

function fail(error: unknown): number {
  process.stderr.write(`mqtt-security: ${describe(error)}\n`);
  return EXIT.usage;
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
