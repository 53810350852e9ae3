import { existsSync } from 'node:fs';
import path from 'node:path';
import {
  type AnnotatedTextEdit,
  type ChangeAnnotation,
  type CodeAction,
  CodeActionKind,
  type CreateFile,
  type Range,
  type TextDocumentEdit,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver/node';
import { format, type Message, t } from '../../../core/facts/message';
import {
  type Analysis,
  type Beside,
  type Edit,
  type FileId,
  type Hardening,
  type Host,
  harden,
  type Listener,
  mappedPath,
  type NewFile,
  ownFolder,
  type Settings,
} from '../../../core/lint/index';
import { canonicalUri, uriIds } from '../fileIds';
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
  const { edits, notes, to } = analysis.broker.migrate(analysis.workspace, { plugins: context.pluginDirectory });
  if (edits.length === 0) return [];
  const { catalogue } = context.client;
  const version = to.split('.').slice(0, 2).join('.');
  const title = format(t('Migrate to {broker} {version}…', { broker: analysis.broker.name, version }), catalogue);
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
  const { model } = analysis;
  const beside =
    context.client.createsFiles && context.client.documentChanges ? besideRoot(analysis, context) : undefined;
  return model.listeners
    .filter(({ at }) => at.file === context.file && at.end > at.start && touches(converter.range(at), range))
    .flatMap((listener) => hardenAction(listener, harden(model, listener, beside), converter, context));
}

/** In the folder of the configuration, by the name that its references or the settings give it, else by the absolute path. */
function besideRoot({ model, settings }: Analysis, { host }: CodeActionContext): Beside | undefined {
  const root = uriIds.path(model.root);
  if (root === undefined) return undefined;
  const folder = ownFolder(model) ?? (host && mappedFolder(model.root, settings, host));
  return (name) => {
    const file = path.join(path.dirname(root), name);
    return { file: uriIds.id(file), path: folder === undefined ? file : `${folder}${name}`, taken: existsSync(file) };
  };
}

function mappedFolder(root: FileId, { pathMappings }: Settings, host: Pick<Host, 'resolve'>): string | undefined {
  const path = mappedPath(host, pathMappings, { root, folder: root.slice(0, root.lastIndexOf('/')) });
  return path === undefined ? undefined : `${path}/`;
}

function hardenAction(
  { label }: Listener,
  steps: readonly Hardening[],
  converter: Result['converter'],
  context: CodeActionContext,
): CodeAction[] {
  if (steps.length === 0) return [];
  const say = (message: Message) => format(message, context.client.catalogue);
  const listed = steps.map(({ change, edits, creates }) => ({ label: say(change), edits, creates }));
  const title = say(t('Harden {label}…', { label }));
  return [{ title, kind: HARDEN, edit: annotatedEdit(listed, converter, context) }];
}

interface Step {
  readonly label: string;
  readonly description?: string;
  readonly edits: readonly Edit[];
  readonly creates?: readonly NewFile[];
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
  const created: (CreateFile | TextDocumentEdit)[] = [];
  for (const [index, { label, description, edits, creates = [] }] of steps.entries()) {
    const annotationId = String(index);
    const annotation = client.changeAnnotations ? { annotationId } : {};
    changeAnnotations[annotationId] = { label, needsConfirmation: true, ...(description ? { description } : {}) };
    for (const [uri, list] of converter.textEdits(edits)) {
      changes.set(uri, [...(changes.get(uri) ?? []), ...list.map((edit) => ({ ...edit, ...annotation }))]);
    }
    created.push(...creates.flatMap((file) => creation(file, annotation, { documents, client })));
  }
  const changed = [...changes].map(([uri, edits]) => ({
    textDocument: { uri, version: documents.version(canonicalUri(uri)) ?? null },
    edits,
  }));
  const documentChanges = [...created, ...changed];
  return client.changeAnnotations ? { documentChanges, changeAnnotations } : { documentChanges };
}

/** The file is made before the line that names it, and never in the place of another. */
function creation(
  { file, lines }: NewFile,
  annotation: { readonly annotationId?: string },
  { documents, client }: Pick<CodeActionContext, 'documents' | 'client'>,
): (CreateFile | TextDocumentEdit)[] {
  const uri = documents.uriOf(file);
  const newText = lines.map((line) => `${format(line, client.catalogue)}\n`).join('');
  const start = { line: 0, character: 0 };
  return [
    { kind: 'create', uri, options: { overwrite: false, ignoreIfExists: true }, ...annotation },
    { textDocument: { uri, version: null }, edits: [{ range: { start, end: start }, newText, ...annotation }] },
  ];
}

function touches(a: Range, b: Range): boolean {
  return a.start.line <= b.end.line && b.start.line <= a.end.line;
}
