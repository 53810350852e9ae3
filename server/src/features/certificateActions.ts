import { type CodeAction, CodeActionKind, type Diagnostic } from 'vscode-languageserver/node';
import { format, type Message, t } from '../../../core/facts/message';
import { type InventoryEntry, type InventoryFile, inventory } from '../../../core/lint/index';
import { toPosition } from '../convert';
import type { Found } from '../linting';
import type { CodeActionContext } from './codeActions';

/** Commands of the client; their argument says which file, or which listener. */
const RENEW = 'mqttSecurity.renewCertificate';
const GENERATE = 'mqttSecurity.generateCertificates';

/** Rules about a certificate whose cure is a new one. */
const OVER: ReadonlySet<string> = new Set(['certificate-expired', 'certificate-expiring']);

/** What ends a finding about a certificate's file, where the workspace is trusted and the client has the commands. */
export function certificateActions(
  { finding: { rule, at }, result, diagnostic }: Found & { readonly diagnostic: Diagnostic },
  context: CodeActionContext,
): CodeAction[] {
  const { client } = context;
  const model = result.analysis?.model;
  if (!model || !client.trusted || !client.ownCommands || !(OVER.has(rule) || rule === 'file-missing')) return [];
  for (const entry of inventory(model)) {
    const file = entry.files.find((each) => each.at.file === at.file && each.at.start === at.start);
    if (!file) continue;
    const offered = OVER.has(rule) ? renewal(file) : generation(entry, context);
    if (!offered) return [];
    const title = format(offered.title, client.catalogue);
    const command = { title, command: offered.command, arguments: [offered.argument] };
    return [{ title, kind: CodeActionKind.QuickFix, diagnostics: [diagnostic], command }];
  }
  return [];
}

interface Offer {
  readonly title: Message;
  readonly command: string;
  readonly argument: unknown;
}

function renewal({ file, path }: InventoryFile): Offer | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return file === undefined ? undefined : { title: t('Renew {name}…', { name }), command: RENEW, argument: { file } };
}

/** A connection’s certificate comes from the other side’s authority. */
function generation({ kind, at }: InventoryEntry, { parsed, documents }: CodeActionContext): Offer | undefined {
  if (kind !== 'listener' || parsed?.file !== at.file) return undefined;
  const listener = { uri: documents.uriOf(at.file), line: toPosition(parsed.lines, at.start).line };
  return { title: t('Generate certificates for this listener…'), command: GENERATE, argument: { listener } };
}
