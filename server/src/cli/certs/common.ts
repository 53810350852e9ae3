import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { t } from '../../../../core/facts/message';
import { type Io, UsageError } from '../io';

/** No certificate file is nearly this large; anything else is not read at all. */
const LARGEST = 16 * 1024 * 1024;

export async function bytesOf(absolute: string, file: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(absolute);
    if (size <= LARGEST) return await readFile(absolute);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    throw new UsageError(t('{file} cannot be read ({code})', { file, code }));
  }
  throw new UsageError(t('{file} is too large for a certificate file', { file }));
}

/** The lines of standard input, as passphrases are given: never as an argument, which every process list shows. */
export async function linesOf(stream: NodeJS.ReadableStream): Promise<readonly string[]> {
  let text = '';
  for await (const chunk of stream) text += chunk.toString();
  return text.split(/\r?\n/);
}

/** The passphrase itself is asked for by `--passphrase-stdin`. */
export async function passphraseOf(
  values: { readonly 'passphrase-stdin'?: boolean },
  io: Io,
): Promise<string | undefined> {
  return values['passphrase-stdin'] ? ((await linesOf(io.stdin))[0] ?? '') : undefined;
}

export function wholeNumber(option: string, text: string | undefined): number | undefined {
  if (text === undefined || /^\d{1,9}$/.test(text)) return text === undefined ? undefined : Number(text);
  throw new UsageError(t('{option} {text} is no whole number', { option, text }));
}

export function listed(values: readonly string[] = []): readonly string[] {
  return values
    .flatMap((value) => value.split(','))
    .map((value) => value.trim())
    .filter((value) => value !== '');
}

/** Below the working directory the short way, elsewhere in full. */
export function shown(file: string, io: Io): string {
  const relative = path.relative(io.cwd, file);
  return relative === '' ? '.' : relative.startsWith('..') || path.isAbsolute(relative) ? file : relative;
}

/** One word for a POSIX shell. */
export function word(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

export function indented(text: string): string {
  return text.replace(/^(?=.)/gm, '  ');
}
