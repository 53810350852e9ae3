import path from 'node:path';
import { readIfThere } from './authority';
import { appended, LEDGER_ATTRIBUTES, type LedgerEntry, ledgerFiles, ledgerSubject } from './ledger';
import type { FileToSave } from './save';
import { factsOfDer } from './x509';

/** What the ledger says of a new certificate. */
export function ledgerEntry(file: string, certificate: Uint8Array): LedgerEntry {
  const facts = factsOfDer(certificate);
  return {
    status: 'valid',
    notAfter: facts?.notAfter ?? 0,
    revoked: undefined,
    serial: facts?.serial ?? '00',
    file: path.basename(file),
    subject: ledgerSubject(facts?.commonName ?? facts?.subject ?? ''),
  };
}

/** The text of an authority's ledger; empty where there is none yet. */
export async function ledgerText(directory: string, stem: string): Promise<string> {
  return (await readIfThere(path.join(directory, ledgerFiles(stem).ledger)))?.toString('utf8') ?? '';
}

/** The ledgers with the new entries, to be written in one go with the certificates themselves. */
export async function ledgersToSave(
  directory: string,
  entries: ReadonlyMap<string, readonly LedgerEntry[]>,
): Promise<readonly FileToSave[]> {
  const lists = await Promise.all(
    [...entries].map(async ([stem, list]) => {
      return ledgerToSave(directory, stem, appended(await ledgerText(directory, stem), list));
    }),
  );
  return lists.flat();
}

/** A ledger is this program's own file: it is replaced unasked, with all that it held before. */
export function ledgerToSave(directory: string, stem: string, content: string): readonly FileToSave[] {
  const { ledger, attributes } = ledgerFiles(stem);
  return [
    { path: path.join(directory, ledger), mode: 0o644, content, overwrite: true },
    { path: path.join(directory, attributes), mode: 0o644, content: LEDGER_ATTRIBUTES, overwrite: true },
  ];
}
