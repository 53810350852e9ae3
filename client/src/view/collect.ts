import { Uri, workspace } from 'vscode';
import { planRenewal } from '../../../core/certs';
import { type Analysis, analyze, brokers, type InventoryFile, inventory, type Span } from '../../../core/lint';
import { analyzeOptions } from '../brokerDocument';
import { editorHost } from '../editorHost';
import { isBrokerDocument } from '../languages';
import { confined } from './confinedHost';
import {
  type BrokerItem,
  type CertificateItem,
  type EntryItem,
  LONGEST_CHAIN,
  type Overview,
  type Place,
} from './overview';
import { unusedCertificates } from './unused';

/** Folders that hold other people's files, or none. */
export const EXCLUDED = '**/{node_modules,.git,.hg,.svn,.cache,.vscode-test,__pycache__}/**';

/** More configurations than one workspace has; beyond lies a disk full of files that only look like them. */
const MOST_FILES = 1000;

/** Reads every broker configuration of the workspace and the certificates it names. Untitled documents are left out. */
export async function collectOverview(now: number): Promise<Overview> {
  const host = workspace.isTrusted ? editorHost : confined(editorHost);
  const analyses: Judged[] = [];
  for (const uri of await configurations()) {
    const options = await optionsFor(uri);
    const analysis = await analyze(uri.toString(), host, { ...options, now });
    if (analysis && !('role' in analysis.broker))
      analyses.push({ ...analysis, expiryDays: options.settings.expiryDays });
  }
  const included = new Set(analyses.flatMap(({ workspace: { trees } }) => trees.slice(1).map(({ file }) => file)));
  const roots = analyses.filter(({ workspace: { root } }) => !included.has(root));
  const found = await Promise.all(roots.map((analysis) => brokerItem(analysis, now)));
  const items = found.filter(({ entries }) => entries.length > 0).sort((a, b) => (a.name < b.name ? -1 : 1));
  const used = new Set(items.flatMap(({ entries }) => entries.flatMap(({ files }) => files.map(({ file }) => file))));
  return { brokers: items, unused: await unusedCertificates(host, used) };
}

/** With what the user has chosen for that configuration. */
type Judged = Analysis & { readonly expiryDays: number };

async function configurations(): Promise<readonly Uri[]> {
  const globs = brokers.flatMap(({ fileNames, maybeFileNames }) => [...fileNames, ...maybeFileNames]);
  const named = await workspace.findFiles(`{${[...new Set(globs)].join(',')}}`, EXCLUDED, MOST_FILES);
  const open = workspace.textDocuments.filter((it) => isBrokerDocument(it) && !it.isUntitled).map(({ uri }) => uri);
  return [...new Map([...named, ...open].map((uri) => [uri.toString(), uri])).values()];
}

/** A language that the user has chosen decides; files that are not open tell it by name and content. */
function optionsFor(uri: Uri) {
  const id = uri.toString();
  const open = workspace.textDocuments.find((document) => document.uri.toString() === id);
  return analyzeOptions(open && isBrokerDocument(open) ? open : { languageId: '', uri });
}

async function brokerItem(analysis: Judged, now: number): Promise<BrokerItem> {
  const { broker, model, workspace: loaded, expiryDays } = analysis;
  const uri = Uri.parse(loaded.root);
  const entries = inventory(model).map(async (entry): Promise<EntryItem> => {
    const files = entry.files.map((file) => certificateItem(file, { analysis, expiryDays, now }));
    const { kind, label, enabled, at } = entry;
    return { kind, label, enabled, broker: broker.id, place: placeOf(at, analysis), files: await Promise.all(files) };
  });
  const name = workspace.asRelativePath(uri);
  return {
    kind: 'broker',
    file: loaded.root,
    broker: broker.id,
    brokerName: broker.name,
    name,
    entries: await Promise.all(entries),
  };
}

async function certificateItem(
  file: InventoryFile,
  { analysis, expiryDays, now }: { readonly analysis: Analysis; readonly expiryDays: number; readonly now: number },
): Promise<CertificateItem> {
  const ability = await abilityOf(file, now);
  return { ...file, kind: 'file', place: placeOf(file.at, analysis), expiryDays, revoked: false, ...ability };
}

/** What can be done with it here; nothing where nobody trusts the workspace. */
async function abilityOf(
  { file, role, certificates }: InventoryFile,
  now: number,
): Promise<Pick<CertificateItem, 'renewable' | 'revocable'>> {
  const none = { renewable: false, revocable: false };
  const uri = file === undefined ? undefined : Uri.parse(file);
  const single = certificates.length > 0 && certificates.length <= LONGEST_CHAIN;
  if (!workspace.isTrusted || uri?.scheme !== 'file' || role === 'private-key' || !single) return none;
  return planRenewal(uri.fsPath, { now }).then(
    (plan) => ({ renewable: true, revocable: plan.role === 'client' && plan.issuer !== undefined }),
    () => none,
  );
}

function placeOf({ file, start }: Span, { workspace: { trees } }: Analysis): Place {
  const text = trees.find((tree) => tree.file === file)?.text ?? '';
  return { file, line: text.slice(0, start).split('\n').length - 1 };
}
