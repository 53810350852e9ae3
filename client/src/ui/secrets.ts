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
