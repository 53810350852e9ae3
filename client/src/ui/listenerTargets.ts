import { Uri } from 'vscode';
import type { Listener } from '../../../core/lint';
import { type Target, targetOfListener } from '../../../core/probe';
import type { BrokerDocument, ListenerPlace } from '../brokerDocument';

/** A listener of a configuration that a client can reach. */
export interface ListenerTarget {
  readonly label: string;
  readonly target: Target;
  /** Where its heading stands. */
  readonly listener: ListenerPlace;
}

/** Those that a client can reach, the one at the cursor first. */
export function listenerTargets(open: BrokerDocument): readonly ListenerTarget[] {
  const { document, analysis, offset } = open;
  const file = document.uri.toString();
  const found = analysis.model.listeners
    .filter(({ enabled }) => enabled)
    .flatMap((listener) => {
      const target = targetOf(listener);
      const { label, at, implicit } = listener;
      // Of a listener in an included file the configuration as a whole is meant.
      const line = at.file === file ? document.positionAt(at.start).line : 0;
      return target ? [{ label, target, listener: { uri: file, line }, at, implicit }] : [];
    });
  // A listener that no line opens has no place of its own.
  const above = found.filter(({ at, implicit }) => !implicit && at.file === file && at.start <= offset);
  const here = above.sort((a, b) => a.at.start - b.at.start).at(-1);
  return here ? [here, ...found.filter((other) => other !== here)] : found;
}

function targetOf({ port, address, protocol, tls }: Listener): Target | undefined {
  const ca = tls.ca.value?.target?.file;
  const endpoint = { port: port.value, address: address.value, tls: tls.active, protocol };
  return targetOfListener(ca === undefined ? endpoint : { ...endpoint, ca: Uri.parse(ca).fsPath });
}
