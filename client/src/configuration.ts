import { Range, WorkspaceEdit, window, workspace } from 'vscode';
import { configLines, type SetPlan } from '../../core/certs';
import { analyzeOptions, type BrokerDocument } from './brokerDocument';
import { difference, listenersForTls, proposedListener, textWithCertificates } from './configure';
import { editorHost } from './editorHost';

/** Where the certificates may go: the open configuration and its listeners. */
export interface Destination extends BrokerDocument {
  /** Labels; the proposed one first. */
  readonly listeners: readonly string[];
}

/** How the open configuration comes to use the certificates. */
export interface Configuration {
  /** Undefined: there is no listener that could be edited safely; the lines are for the user to paste. */
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
  { document, analysis, listeners }: Destination,
  plan: SetPlan,
  requireClientCertificate: boolean,
  listener = listeners[0],
): Promise<Configuration | undefined> {
  const server = plan.certificates.find(({ role }) => role === 'server');
  if (!server) return undefined;
  const files = { ca: plan.caFile, certificate: server.certificateFile, key: server.keyFile };
  const lines = configLines({ broker: analysis.broker.id, files, clientCertificates: requireClientCertificate });
  const before = document.getText();
  const after =
    listener === undefined
      ? undefined
      : await textWithCertificates({
          file: document.uri.toString(),
          host: editorHost,
          options: analyzeOptions(document),
          listener,
          paths: { ca: files.ca, certificate: files.certificate, privateKey: files.key },
          requireClientCertificate,
        });
  if (after === undefined) return { listener: undefined, lines, apply: async () => false };
  const apply = async () => {
    // The plan was made for this text; should it have changed meanwhile, offsets mean nothing any more.
    if (document.getText() !== before) return false;
    if (after === before) return true;
    const { start, end, text } = difference(before, after);
    const edit = new WorkspaceEdit();
    edit.replace(document.uri, new Range(document.positionAt(start), document.positionAt(end)), text);
    if (!(await workspace.applyEdit(edit))) return false;
    await window.showTextDocument(document);
    return true;
  };
  return { listener, lines, apply };
}
