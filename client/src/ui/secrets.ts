import type { SecretStorage } from 'vscode';

/** A broker account; passwords are kept per account in the operating system's key store, nowhere else. */
export interface Account {
  readonly host: string;
  readonly port: number;
  readonly username: string;
}

export function passwords(secrets: SecretStorage) {
  return {
    get: (account: Account) => secrets.get(key(account)),
    remember: (account: Account, password: string) => secrets.store(key(account), password),
    forget: (account: Account) => secrets.delete(key(account)),
  };
}

function key({ host, port, username }: Account): string {
  return `password:${JSON.stringify([host.toLowerCase(), port, username])}`;
}

/** Passphrases of clients' private keys, by the path of the file that holds the key. */
export function keyPassphrases(secrets: SecretStorage) {
  const entry = (file: string) => `passphrase:${file}`;
  return {
    get: (file: string) => secrets.get(entry(file)),
    remember: (file: string, passphrase: string) => secrets.store(entry(file), passphrase),
    forget: (file: string) => secrets.delete(entry(file)),
  };
}

/** One entry for all of them, so that they can be forgotten together. */
const AUTHORITIES = 'authority-passphrases';

/** Passphrases of the private keys of authorities, by the SHA-256 fingerprint of the certificate; kept where the user says so. */
export function authorityPassphrases(secrets: SecretStorage) {
  const all = async (): Promise<Readonly<Record<string, string>>> => {
    const found: unknown = JSON.parse((await secrets.get(AUTHORITIES)) ?? '{}');
    return typeof found === 'object' && found !== null ? Object.fromEntries(Object.entries(found).filter(isText)) : {};
  };
  return {
    get: async (fingerprint: string) => (await all())[fingerprint],
    remember: async (fingerprints: readonly string[], passphrase: string) => {
      const added = Object.fromEntries(fingerprints.map((fingerprint) => [fingerprint, passphrase]));
      await secrets.store(AUTHORITIES, JSON.stringify({ ...(await all()), ...added }));
    },
    forgetAll: () => secrets.delete(AUTHORITIES),
  };
}

function isText(entry: [string, unknown]): entry is [string, string] {
  return typeof entry[1] === 'string';
}
