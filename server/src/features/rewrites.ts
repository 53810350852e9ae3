import {
  type AnnotatedTextEdit,
  type ChangeAnnotation,
  type CodeAction,
  CodeActionKind,
  type Range,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver/node';
import { format, type Message, t } from '../../../core/facts/message';
import { type Edit, type Hardening, harden, type Listener } from '../../../core/lint/index';
import { canonicalUri } from '../fileIds';
import { type Found, findingsIn, type Result } from '../linting';
import type { CodeActionContext } from './codeActions';

export const MIGRATE = `${CodeActionKind.RefactorRewrite}.mqttSecurity.migrate`;
export const HARDEN = `${CodeActionKind.RefactorRewrite}.mqttSecurity.harden`;

/** Findings of style that is out of date: beside them the rewriting is worth an offer. */
const OUTDATED: ReadonlySet<string> = new Set(['deprecated-directive', 'unavailable-directive']);

/** The configuration rewritten for the newest version. `asked`: anywhere in the file, else at an outdated line only. */
export function migrateActions(range: Range, asked: boolean, context: CodeActionContext): CodeAction[] {
  const [result] = context.results;
  const { analysis, converter } = result ?? {};
  if (!analysis?.broker.migrate || !converter || !isPart(result, context)) return [];
  if (!asked && !findingsIn(context.file, context.results).some((found) => isOutdated(found, range))) return [];
  const { edits, notes, to } = analysis.broker.migrate(analysis.workspace);
  if (edits.length === 0) return [];
  const { catalogue } = context.client;
  const version = to.split('.').slice(0, 2).join('.');
  const title = format(t('Rewrite for {broker} {version}…', { broker: analysis.broker.name, version }), catalogue);
  const description = notes.map(({ message }) => format(message, catalogue)).join('\n');
  const steps = [{ label: title, description, edits }];
  return [{ title, kind: MIGRATE, edit: annotatedEdit(steps, converter, context) }];
}

/** Access lists and password files are read along with a configuration, and are not it. */
function isPart(result: Result | undefined, { file }: CodeActionContext): boolean {
  return result?.analysis?.workspace.trees.some((tree) => tree.file === file) ?? false;
}

function isOutdated({ finding, result }: Found, range: Range): boolean {
  return OUTDATED.has(finding.rule) && touches(result.converter.range(finding.at), range);
}

/** The whole safe set for the listener whose heading is in the range. */
export function hardenActions(range: Range, context: CodeActionContext): CodeAction[] {
  const [result] = context.results;
  const { analysis, converter } = result ?? {};
  if (!analysis || !converter) return [];
  return analysis.model.listeners
    .filter(({ at }) => at.file === context.file && at.end > at.start && touches(converter.range(at), range))
    .flatMap((listener) => hardenAction(listener, harden(analysis.model, listener), converter, context));
}

function hardenAction(
  { label }: Listener,
  steps: readonly Hardening[],
  converter: Result['converter'],
  context: CodeActionContext,
): CodeAction[] {
  if (steps.length === 0) return [];
  const say = (message: Message) => format(message, context.client.catalogue);
  const listed = steps.map(({ change, edits }) => ({ label: say(change), edits }));
  const title = say(t('Harden {label}…', { label }));
  return [{ title, kind: HARDEN, edit: annotatedEdit(listed, converter, context) }];
}

interface Step {
  readonly label: string;
  readonly description?: string;
  readonly edits: readonly Edit[];
}

/** Each step can be looked at and left out where the client can do that; elsewhere all of them are one edit. */
function annotatedEdit(
  steps: readonly Step[],
  converter: Result['converter'],
  { documents, client }: CodeActionContext,
): WorkspaceEdit {
  if (!client.documentChanges) {
    const edits = converter.textEdits(steps.flatMap((step) => step.edits));
    return { changes: Object.fromEntries([...edits].map(([uri, list]) => [uri, [...list]])) };
  }
  const changes = new Map<string, (TextEdit | AnnotatedTextEdit)[]>();
  const changeAnnotations: Record<string, ChangeAnnotation> = {};
  for (const [index, { label, description, edits }] of steps.entries()) {
    const annotationId = String(index);
    changeAnnotations[annotationId] = { label, needsConfirmation: true, ...(description ? { description } : {}) };
    for (const [uri, list] of converter.textEdits(edits)) {
      const own = list.map((edit) => (client.changeAnnotations ? { ...edit, annotationId } : edit));
      changes.set(uri, [...(changes.get(uri) ?? []), ...own]);
    }
  }
  const documentChanges = [...changes].map(([uri, edits]) => ({
    textDocument: { uri, version: documents.version(canonicalUri(uri)) ?? null },
    edits,
  }));
  return client.changeAnnotations ? { documentChanges, changeAnnotations } : { documentChanges };
}

function touches(a: Range, b: Range): boolean {
  return a.start.line <= b.end.line && b.start.line <= a.end.line;
}
