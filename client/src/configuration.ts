import { Range, type TextDocument, WorkspaceEdit, window, workspace } from 'vscode';
import { configLines, type SetPlan } from '../../core/certs';
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

/** Where the certificates may go: the open configuration and its listeners. */
export interface Destination extends BrokerDocument {
  /** Labels; the proposed one first. */
  readonly listeners: readonly string[];
}

/** How the open configuration comes to use the certificates. */
export interface Configuration {
  /** The listener that is completed or added. Undefined: no safe edit is known; the lines are for the user to paste. */
  readonly listener: string | undefined;
  readonly lines: string;
  /** Makes the change as one undoable edit and shows it. → Was it made? */
  apply(): Promise<boolean>;
}

export function destinationIn(open: BrokerDocument): Destination {
  const proposed = proposedListener(open.analysis, open.offset)?.label;
  const labels = listenersForTls(open.analysis).map(({ label }) => label);
  return {
    ...open,
    listeners: labels.filter((label) => label === proposed).concat(labels.filter((label) => label !== proposed)),
  };
}

/** Undefined where the plan makes no certificate for a broker. */
export async function configurationFor(
  destination: Destination,
  plan: SetPlan,
  requireClientCertificate: boolean,
  listener = destination.listeners[0],
): Promise<Configuration | undefined> {
  const server = plan.certificates.find(({ role }) => role === 'server');
  if (!server) return undefined;
  const { document, analysis } = destination;
  const source = { file: document.uri.toString(), host: editorHost, options: analyzeOptions(document) };
  const files = { ca: plan.caFile, certificate: server.certificateFile, key: server.keyFile };
  const lines = configLines({
    broker: analysis.broker.id,
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
