import {
  type CodeAction,
  CodeActionKind,
  type CodeActionParams,
  type Diagnostic,
  type Range,
  type SnippetTextEdit,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver/node';
import { format, type Message, t } from '../../../core/facts/message';
import { type FileId, type Finding, type Host, safeEdits } from '../../../core/lint/index';
import type { ClientFacts } from '../capabilities';
import type { Documents, Parsed } from '../documents';
import { canonicalUri } from '../fileIds';
import { type Found, findingsIn, type Result } from '../linting';
import { certificateActions } from './certificateActions';
import { type CommentPlace, commentPlace, ignoreComment } from './ignoreLine';
import { HARDEN, hardenActions, MIGRATE, migrateActions } from './rewrites';

const FIX_ALL = `${CodeActionKind.SourceFixAll}.mqttSecurity`;
export const CODE_ACTION_KINDS = [CodeActionKind.QuickFix, FIX_ALL, MIGRATE, HARDEN];
/** A command of the client; its argument is the rule's id. */
const SHOW_RULE_PAGE = 'mqttSecurity.showRulePage';

export interface CodeActionContext {
  readonly file: FileId;
  readonly parsed: Parsed | undefined;
  readonly results: readonly Result[];
  readonly documents: Documents;
  readonly client: ClientFacts;
  /** Directory of Mosquitto's plugins, where the user named it. */
  readonly pluginDirectory?: string | undefined;
  /** Finds the folders of `pathMappings`; absent: those do not count. */
  readonly host?: Pick<Host, 'resolve'>;
}

export function codeActions({ range, context: { only } }: CodeActionParams, context: CodeActionContext): CodeAction[] {
  const found = findingsIn(context.file, context.results);
  // Fix-all is for those who ask for it (on save, from the command): it does not belong among the quick fixes.
  const others = only && wanted(FIX_ALL, only) ? fixAll(found, context) : [];
  if (!only || wanted(MIGRATE, only)) others.push(...migrateActions(range, only !== undefined, context));
  if (!only || wanted(HARDEN, only)) others.push(...hardenActions(range, context));
  if (only && !wanted(CodeActionKind.QuickFix, only)) return others;
  const here = found
    .map((entry) => ({ ...entry, diagnostic: entry.result.converter.diagnostic(entry.finding) }))
    .filter(({ diagnostic }) => meets(diagnostic.range, range));
  return [
    ...here.flatMap((entry) => quickFixes(entry, context)),
    ...here.flatMap((entry) => certificateActions(entry, context)),
    ...ignoreActions(here, context),
    ...(context.client.ownCommands ? here.map((entry) => rulePageAction(entry, context.client)) : []),
    ...others,
  ];
}

interface Here extends Found {
  readonly diagnostic: Diagnostic;
}

/** A kind covers its subkinds: `source` asks for `source.fixAll.mqttSecurity` too. */
function wanted(kind: CodeActionKind, only: readonly CodeActionKind[]): boolean {
  return only.some((asked) => asked === '' || kind === asked || kind.startsWith(`${asked}.`));
}

function meets(a: Range, b: Range): boolean {
  return !isBefore(a.end, b.start) && !isBefore(b.end, a.start);
}

function isBefore(a: Range['start'], b: Range['start']): boolean {
  return a.line < b.line || (a.line === b.line && a.character < b.character);
}

function quickFixes({ finding, result, diagnostic }: Here, context: CodeActionContext): CodeAction[] {
  return finding.fixes
    .filter(({ edits }) => edits.length > 0)
    .map(({ title, edits, safe }, index) => ({
      title: format(title, context.client.catalogue),
      kind: CodeActionKind.QuickFix,
      diagnostics: [diagnostic],
      isPreferred: index === 0 && safe,
      edit: workspaceEdit(result.converter.textEdits(edits), context),
    }));
}

/** Finding the place means parsing, so it is done once for all findings of a line. */
function ignoreActions(here: readonly Here[], context: CodeActionContext): CodeAction[] {
  const { parsed, client } = context;
  if (!parsed) return [];
  const places = new Map<number, CommentPlace | undefined>();
  return here.flatMap(({ finding, diagnostic }) => {
    if (CANNOT_BE_IGNORED.has(finding.rule)) return [];
    const { line } = diagnostic.range.start;
    const place = places.has(line) ? places.get(line) : commentPlace(parsed, finding.at.start);
    places.set(line, place);
    if (!place) return [];
    const edit = ignoreComment(parsed, finding.rule, place, client.documentChanges && client.snippetEdits);
    const changes = new Map([[context.documents.uriOf(context.file), [edit]]]);
    return [
      {
        title: say(client, t('Ignore “{rule}” on this line, with a reason', { rule: finding.rule })),
        kind: CodeActionKind.QuickFix,
        diagnostics: [diagnostic],
        edit: workspaceEdit(changes, context),
      },
    ];
  });
}

/** Rules about ignore comments; a comment about a comment helps nobody. */
const CANNOT_BE_IGNORED: ReadonlySet<string> = new Set(['unused-ignore', 'ignore-without-reason', 'unreadable-source']);

function rulePageAction({ finding, diagnostic }: Here, client: ClientFacts): CodeAction {
  const title = say(client, t('Show the page of rule “{rule}”', { rule: finding.rule }));
  const command = { title, command: SHOW_RULE_PAGE, arguments: [finding.rule] };
  return { title, kind: CodeActionKind.QuickFix, diagnostics: [diagnostic], command };
}

function fixAll(found: readonly Found[], context: CodeActionContext): CodeAction[] {
  const { file } = context;
  // The fixes of one result fit together; a file in several configurations is fixed for the first one here.
  const result = context.results[0];
  const findings = found
    .filter((entry) => entry.result === result && staysIn(file, entry.finding))
    .map(({ finding }) => finding);
  const edits = safeEdits(findings).get(file) ?? [];
  if (!result || edits.length === 0) return [];
  const title = say(context.client, t('Apply all safe fixes of MQTT Security'));
  return [{ title, kind: FIX_ALL, edit: workspaceEdit(result.converter.textEdits(edits), context) }];
}

/** A fix is applied whole or not at all, and fix-all is about one document. */
function staysIn(file: FileId, { fixes }: Finding): boolean {
  return fixes.find(({ safe }) => safe)?.edits.every(({ span }) => span.file === file) ?? false;
}

function workspaceEdit(
  changes: ReadonlyMap<string, readonly (TextEdit | SnippetTextEdit)[]>,
  { documents, client }: CodeActionContext,
): WorkspaceEdit {
  if (!client.documentChanges) {
    return { changes: Object.fromEntries([...changes].map(([uri, edits]) => [uri, edits.filter(isPlain)])) };
  }
  return {
    documentChanges: [...changes].map(([uri, edits]) => ({
      textDocument: { uri, version: documents.version(canonicalUri(uri)) ?? null },
      edits: [...edits],
    })),
  };
}

function isPlain(edit: TextEdit | SnippetTextEdit): edit is TextEdit {
  return 'newText' in edit;
}

function say({ catalogue }: ClientFacts, message: Message): string {
  return format(message, catalogue);
}
