import { isIP } from 'node:net';
import {
  CertificatesError,
  clientNamesIn,
  type KeyChoice,
  planCertificates,
  type ServerRequest,
  type SetOptions,
} from '../../../../core/certs';
import { type Message, t } from '../../../../core/facts/message';
import type { WantedFiles } from '../../listenerWishes';

export const CA_NAME = 'MQTT Security CA';
const INTERMEDIATE_NAME = 'MQTT Security Intermediate CA';

/** Who issues, and which authority is made for that. */
export interface AuthorityChoice {
  /** The stem of one that is there; where none is, the root is made. */
  readonly issuer: string;
  readonly makeIntermediate: boolean;
  /** The keys of those that are made. */
  readonly encrypt: boolean;
}

/** What the certificate wizard has learned so far. Secrets stay in here and in what carries the plan out. */
export interface Answers {
  readonly set: 'mutual' | 'server' | 'clients';
  /** Undefined: no listener of the configuration is meant. */
  readonly listener: string | undefined;
  readonly names: readonly string[];
  readonly clients: readonly string[];
  readonly archives: boolean;
  readonly archivePassphrase?: string;
  readonly key: KeyChoice;
  readonly days: number;
  readonly directory: string;
  /** Where the listener expects its files. */
  readonly files: WantedFiles | undefined;
  /** Stems of the authorities that the folder has already. */
  readonly issuers: readonly string[];
  readonly authority: AuthorityChoice;
  /** Of the one that issues, where it is there already. */
  readonly caKeyEncrypted: boolean;
  readonly caPassphrase?: string;
  readonly newCaPassphrase?: string;
}

export function setOptions(answers: Answers): SetOptions {
  const { set, directory, key, days, names, files, authority, archives } = answers;
  const expected = files?.directory === directory ? { files: { certificate: files.certificate, key: files.key } } : {};
  return {
    directory,
    key,
    days,
    clients: set === 'server' ? [] : answers.clients,
    pkcs12: archives && set !== 'server',
    caName: CA_NAME,
    authority: set === 'clients' ? 'reuse' : 'reuse-or-create',
    issuer: authority.issuer,
    now: Date.now(),
    ...(authority.makeIntermediate ? { intermediateName: INTERMEDIATE_NAME } : {}),
    ...(set === 'clients' ? {} : { server: { ...serverNames(names), ...expected } }),
  };
}

export function serverNames(all: readonly string[]): ServerRequest {
  return { dns: all.filter((name) => isIP(name) === 0), ip: all.filter((name) => isIP(name) !== 0) };
}

/** What the certificate maker has against the answers so far. */
export function complaint(answers: Answers): Message | undefined {
  try {
    planCertificates(setOptions(answers));
    return undefined;
  } catch (error) {
    if (error instanceof CertificatesError) return error.reason;
    throw error;
  }
}

/** Between commas or line breaks: a user name may hold spaces. */
export function listOf(text: string): readonly string[] {
  const names = text.split(/[,;\n]/).map((name) => name.trim());
  return [...new Set(names.filter((name) => name !== ''))];
}

/** A list that was pasted or read from a file, as it stands in the one line of an input. */
export function asLine(text: string): string {
  return clientNamesIn(text).join(', ');
}

/** The `openssl` command asks for at least this many, and could not open a key with fewer. */
const SHORTEST_PASSPHRASE = 4;

export function passphraseComplaint(text: string): Message | undefined {
  if (text.length >= SHORTEST_PASSPHRASE) return undefined;
  return t('at least {count} characters, which OpenSSL asks for', { count: SHORTEST_PASSPHRASE });
}

export const KEY_DETAILS: Readonly<Record<KeyChoice, Message>> = {
  p256: t('ECDSA P-256: fast, and every client in use knows it'),
  p384: t('ECDSA P-384'),
  ed25519: t('Ed25519: many MQTT clients do not know it yet'),
  rsa2048: t('RSA with 2048 bits: for old clients'),
  rsa3072: t('RSA with 3072 bits'),
  rsa4096: t('RSA with 4096 bits: slow on small devices'),
};
