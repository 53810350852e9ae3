import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import path from 'node:path';
import { t } from '../../../core/facts/message';
import type { Target } from '../../../core/probe';
import { type Io, UsageError } from './io';

/** The options of every command that connects: who the client is, and whom it trusts. */
export const CREDENTIAL_OPTIONS = {
  ca: { type: 'string' },
  cert: { type: 'string' },
  key: { type: 'string' },
  p12: { type: 'string' },
  'passphrase-stdin': { type: 'boolean' },
  username: { type: 'string' },
  'password-stdin': { type: 'boolean' },
} as const;

export interface CredentialValues {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly p12?: string;
  readonly 'passphrase-stdin'?: boolean;
  readonly username?: string;
  readonly 'password-stdin'?: boolean;
}

type Given = Partial<Pick<Target, 'ca' | 'cert' | 'key' | 'p12' | 'username' | 'password' | 'passphrase'>>;

/** A secret in an argument is refused before it is read: others see it in the process list. */
export function refuseSecretArguments(args: readonly string[]): void {
  if (!args.some((word) => /^--?(?:password|passphrase)(?:=|$)/.test(word))) return;
  throw new UsageError(
    t(
      'passwords are no arguments, because others can see them in the process list: use --password-stdin or --passphrase-stdin',
    ),
  );
}

/** What is given; a name that is not given does not take the place of one that the URL holds. `username`: of the URL. */
export async function credentials(values: CredentialValues, io: Io, username?: string): Promise<Given> {
  const name = values.username ?? username;
  if (values['password-stdin'] && name === undefined) throw new UsageError(t('--password-stdin needs --username'));
  const given = { ...(await files(values, io)), ...(await secrets(values, io)), username: name };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/** Milliseconds. */
export function seconds(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value > 0 && value <= 600)) {
    throw new UsageError(t('--timeout takes seconds, more than 0 and at most 600'));
  }
  return Math.ceil(value * 1000);
}

async function files(
  { ca, cert, key, p12 }: CredentialValues,
  io: Io,
): Promise<Pick<Target, 'ca' | 'cert' | 'key' | 'p12'>> {
  if (p12 !== undefined && cert !== undefined) throw new UsageError(t('--p12 holds the certificate: leave --cert out'));
  if (key !== undefined && cert === undefined) throw new UsageError(t('--key needs --cert'));
  return {
    ca: await readable(ca, io),
    cert: await readable(cert, io),
    key: await readable(key, io),
    p12: await readable(p12, io),
  };
}

async function readable(name: string | undefined, io: Io): Promise<string | undefined> {
  if (name === undefined) return undefined;
  const file = path.resolve(io.cwd, name);
  try {
    await access(file, constants.R_OK);
  } catch (error) {
    throw new UsageError(t('{file} cannot be read ({code})', { file: name, code: codeOf(error) }));
  }
  if (!(await stat(file)).isFile()) throw new UsageError(t('{file} is not a file', { file: name }));
  return file;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}

async function secrets(values: CredentialValues, io: Io): Promise<Pick<Target, 'password' | 'passphrase'>> {
  const [wantsPassword, wantsPassphrase] = [values['password-stdin'] ?? false, values['passphrase-stdin'] ?? false];
  if (!wantsPassword && !wantsPassphrase) return {};
  const lines = (await text(io.stdin)).split(/\r?\n/);
  const password = wantsPassword ? lines.shift() : undefined;
  const passphrase = wantsPassphrase ? lines.shift() : undefined;
  if (wantsPassword && !password) throw new UsageError(t('standard input holds no password'));
  if (wantsPassphrase && !passphrase) throw new UsageError(t('standard input holds no passphrase'));
  return { password, passphrase };
}

async function text(stream: NodeJS.ReadableStream): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}
