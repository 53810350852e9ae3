import { Uri, workspace } from 'vscode';
import { AUTHORITY_STEMS, type LedgerEntry, ledgerFiles, readLedger } from '../../../core/certs';
import type { CertFacts } from '../../../core/facts/certificate';
import type { FileId, Host } from '../../../core/lint';
import { EXCLUDED } from './collect';
import type { CertificateItem } from './overview';

/** More sets of certificates than one workspace has. */
const MOST_LEDGERS = 100;

/** What the ledgers of the workspace list and no configuration names, authorities and revoked ones included. */
export async function unusedCertificates(
  host: Host,
  used: ReadonlySet<FileId | undefined>,
): Promise<readonly CertificateItem[]> {
  const names = AUTHORITY_STEMS.map((stem) => ledgerFiles(stem).ledger);
  const ledgers = await workspace.findFiles(`**/{${names.join(',')}}`, EXCLUDED, MOST_LEDGERS);
  const found = new Map<FileId, CertificateItem>();
  for (const ledger of ledgers) {
    const source = await host.read(ledger.toString());
    const entries = source.kind === 'text' ? readLedger(source.text) : [];
    const listed =
      entries.length === 0 ? [] : [...AUTHORITY_STEMS.map((stem) => `${stem}.crt`), ...entries.map(({ file }) => file)];
    for (const name of new Set(listed)) {
      const uri = Uri.joinPath(ledger, '..', name);
      const id = uri.toString();
      if (name.includes('/') || used.has(id) || found.has(id)) continue;
      const item = await itemOf(uri, { name, host, entries });
      if (item) found.set(id, item);
    }
  }
  return [...found.values()];
}

interface Listed {
  readonly name: string;
  readonly host: Host;
  readonly entries: readonly LedgerEntry[];
}

async function itemOf(uri: Uri, { name, host, entries }: Listed): Promise<CertificateItem | undefined> {
  const facts = await host.inspect(uri.toString());
  const [own, ...above] = facts.kind === 'file' ? facts.pem.certificates : [];
  if (!own) return undefined;
  const revoked = entries.some(({ serial, status }) => status === 'revoked' && serial === own.serial);
  const able = workspace.isTrusted && uri.scheme === 'file';
  return {
    kind: 'file',
    role: own.isCa ? 'ca' : 'certificate',
    file: uri.toString(),
    path: name,
    state: 'present',
    certificates: [own, ...above],
    place: undefined,
    expiryDays: workspace.getConfiguration('mqttSecurity', uri).get('certificateExpiryDays', 30),
    revoked,
    renewable: able && !revoked,
    revocable: able && !revoked && isClient(own),
  };
}

function isClient({ isCa, extendedKeyUsage }: CertFacts): boolean {
  return isCa !== true && extendedKeyUsage?.includes('clientAuth') === true && !extendedKeyUsage.includes('serverAuth');
}
