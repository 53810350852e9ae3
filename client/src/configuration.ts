import { Range, type TextDocument, Uri, WorkspaceEdit, window, workspace } from 'vscode';
import { configLines, hasConfigLines, type SetPlan } from '../../core/certs';
import { analyzeOptions, type BrokerDocument } from './brokerDocument';
import {
  type ConfigureRequest,
  difference,
  listenersForTls,
  proposedListener,
  textWithCertificates,
  textWithNewListener,
} from './configure';
import { editorHost } from './editorHost';
import { type ListenerWishes, listenerWishes } from './listenerWishes';

/** Where the certificates may go: the open configuration and its listeners. */
export interface Destination extends BrokerDocument {
  /** Labels; the proposed one first. */
  readonly listeners: readonly string[];
  /** The user has pointed at the first one. */
  readonly chosen: boolean;
  /** Names that the certificate must have, whatever the configuration tells. */
  readonly names?: readonly string[];
}

/** How the open configuration comes to use the certificates. */
export interface Configuration {
  /** The listener that is completed or added. Undefined: no safe edit is known; the lines are for the user to paste. */
  readonly listener: string | undefined;
  readonly lines: string;
  /** Makes the change as one undoable edit and shows it. → Was it made? */
  apply(): Promise<boolean>;
}

export function destinationIn(open: BrokerDocument, chosen = false): Destination {
  const proposed = proposedListener(open.analysis, open.offset)?.label;
  const labels = listenersForTls(open.analysis).map(({ label }) => label);
  return {
    ...open,
    chosen,
    listeners: labels.filter((label) => label === proposed).concat(labels.filter((label) => label !== proposed)),
  };
}

/** What the listener of that label tells of its certificate. */
export function wishesOf({ analysis, names = [] }: Destination, label: string | undefined): ListenerWishes | undefined {
  const listener = analysis.model.listeners.find((candidate) => candidate.label === label);
  const wishes = listener && listenerWishes(listener, pathOf);
  return wishes && { ...wishes, names: [...new Set([...wishes.names, ...names])] };
}

function pathOf(file: string): string | undefined {
  const uri = Uri.parse(file);
  return uri.scheme === 'file' ? uri.fsPath : undefined;
}

/** Undefined where the plan makes no certificate for a broker, or the broker's lines are not known. */
export async function configurationFor(
  destination: Destination,
  plan: SetPlan,
  requireClientCertificate: boolean,
  listener = destination.listeners[0],
): Promise<Configuration | undefined> {
  const server = plan.certificates.find(({ role }) => role === 'server');
  if (!server) return undefined;
  const { document, analysis } = destination;
  const broker = analysis.broker.id;
  if (!hasConfigLines(broker)) return undefined;
  const source = { file: document.uri.toString(), host: editorHost, options: await analyzeOptions(document) };
  const made = { ca: plan.caFile, certificate: server.certificateFile, key: server.keyFile };
  const files = asWritten(destination, listener, made);
  const lines = configLines({
    broker,
    files,
    clientCertificates: requireClientCertificate,
    ...(listener === undefined ? { listener: { port: TLS_PORT } } : {}),
  });
  const before = document.getText();
  const changed =
    listener === undefined
      ? await textWithNewListener(source, lines, files.certificate)
      : await completed({ ...source, listener, paths: { ...files, privateKey: files.key }, requireClientCertificate });
  if (!changed) return { listener: undefined, lines, apply: async () => false };
  return { listener: changed.label, lines, apply: () => replaceText(document, before, changed.text) };
}

/** A path that the listener names already, as it names it. */
function asWritten(
  { analysis }: Destination,
  label: string | undefined,
  files: Readonly<Record<'ca' | 'certificate' | 'key', string>>,
) {
  const tls = analysis.model.listeners.find((candidate) => candidate.label === label)?.tls;
  const settings = { ca: tls?.ca, certificate: tls?.certificate, key: tls?.privateKey };
  const written = (name: 'ca' | 'certificate' | 'key') => {
    const { path, target } = settings[name]?.value ?? {};
    return path !== undefined && target && pathOf(target.file) === files[name] ? path : files[name];
  };
  return { ca: written('ca'), certificate: written('certificate'), key: written('key') };
}

/** The port registered for MQTT over TLS. */
const TLS_PORT = 8883;

async function completed(request: ConfigureRequest) {
  const text = await textWithCertificates(request);
  return text === undefined ? undefined : { text, label: request.listener };
}

async function replaceText(document: TextDocument, before: string, after: string): Promise<boolean> {
  // The plan was made for this text; should it have changed meanwhile, offsets mean nothing any more.
  if (document.getText() !== before) return false;
  if (after === before) return true;
  const { start, end, text } = difference(before, after);
  const edit = new WorkspaceEdit();
  edit.replace(document.uri, new Range(document.positionAt(start), document.positionAt(end)), text);
  if (!(await workspace.applyEdit(edit))) return false;
  await window.showTextDocument(document);
  return true;
}
