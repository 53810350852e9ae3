import type { CodeLens } from 'vscode-languageserver/node';
import { format, t } from '../../../core/facts/message';
import { inventory, joined, type ListenerLens, listenerLenses, type Model } from '../../../core/lint/index';
import type { ClientFacts } from '../capabilities';
import { toPosition } from '../convert';
import type { Parsed } from '../documents';
import { olderModelOf, type Result } from '../linting';

/** Commands of the client; their argument says which listener is meant. */
const TEST_CONNECTION = 'mqttSecurity.testConnection';
const SCAN_TLS = 'mqttSecurity.scanTls';
const COMPARE = 'mqttSecurity.compareWithBroker';
const GENERATE_CERTIFICATES = 'mqttSecurity.generateCertificates';
const RENEW = 'mqttSecurity.renewCertificate';

export interface CodeLensContext {
  readonly uri: string;
  readonly parsed: Parsed;
  readonly result: Result;
  readonly client: ClientFacts;
}

/** Above each listener what it is, and what can be done with it where the workspace is trusted. */
export function codeLenses({ uri, parsed, result, client }: CodeLensContext): CodeLens[] {
  const model = result.analysis?.model;
  if (!model || !client.ownCommands) return [];
  return listenerLenses(model, parsed.file, olderModelOf(result)).flatMap((lens) => {
    const { line } = toPosition(parsed.lines, lens.offset);
    const range = { start: { line, character: 0 }, end: { line, character: 0 } };
    const commands = [...commandsOf(lens, { uri, line }, client), ...renewals(model, parsed.file, lens, client)];
    return commands.map((command) => ({ range, command }));
  });
}

function commandsOf(lens: ListenerLens, listener: { uri: string; line: number }, client: ClientFacts) {
  const { summary, testable, secure } = lens;
  const say = (message: Parameters<typeof format>[0]) => format(message, client.catalogue);
  const given = [{ listener }];
  return [
    // A lens without command is text.
    { title: say(joined(summary)), command: '' },
    ...(client.trusted && testable
      ? [
          { title: say(t('Test this listener')), command: TEST_CONNECTION, arguments: given },
          ...(secure ? [{ title: say(t('Scan TLS')), command: SCAN_TLS, arguments: given }] : []),
          { title: say(t('Compare with broker')), command: COMPARE, arguments: given },
          { title: say(t('Generate certificates')), command: GENERATE_CERTIFICATES, arguments: given },
        ]
      : []),
  ];
}

const DAY = 86_400_000;

/** Of the listener’s own certificate, once its end is near. */
function renewals(model: Model, file: string, { offset }: ListenerLens, { trusted, catalogue }: ClientFacts) {
  const entry = inventory(model).find(({ at }) => at.file === file && at.start === offset);
  if (!trusted || !entry?.enabled) return [];
  return entry.files.flatMap(({ role, file: target, path, certificates: [own] }) => {
    if (role !== 'certificate' || !target || !own || own.notAfter >= model.now + model.expiryDays * DAY) return [];
    const title = format(t('Renew {name}…', { name: path.slice(path.lastIndexOf('/') + 1) }), catalogue);
    return [{ title, command: RENEW, arguments: [{ file: target }] }];
  });
}
