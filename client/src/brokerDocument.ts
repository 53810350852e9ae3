import { type TextDocument, Uri, window, workspace } from 'vscode';
import {
  type Analysis,
  type AnalyzeOptions,
  analyze,
  brokers,
  defaultSettings,
  mergeSettings,
  OPTIONS_FILE,
  readOptions,
  readSettings,
  type Settings,
} from '../../core/lint';
import { editorHost } from './editorHost';
import { isBrokerDocument } from './languages';

/** The broker configuration in front of the user. */
export interface BrokerDocument {
  readonly document: TextDocument;
  readonly analysis: Analysis;
  /** Where the cursor is. */
  readonly offset: number;
}

/** A listener by where its heading stands; a code lens names it so. */
export interface ListenerPlace {
  readonly uri: string;
  readonly line: number;
}

/** What a code lens hands to a command, `{ listener: { uri, line } }`, or a row of the view, `{ place: { file, line } }`. */
export function listenerPlace(given: unknown): ListenerPlace | undefined {
  if (!isRecord(given)) return undefined;
  const { listener, place } = given;
  if (isRecord(place)) return listenerPlace({ listener: { uri: place.file, line: place.line } });
  if (!isRecord(listener) || typeof listener.uri !== 'string' || typeof listener.line !== 'number') return undefined;
  return { uri: listener.uri, line: listener.line };
}

/** The one that the place names, else the one in the active editor. */
export async function activeBrokerDocument(place?: ListenerPlace): Promise<BrokerDocument | undefined> {
  const here = place ? await cursorAt(place) : activeCursor();
  // A place is known to be in a configuration, though the editor may not have recognised it yet.
  if (!here || (!place && !isBrokerDocument(here.document))) return undefined;
  const { document } = here;
  const analysis = await analyze(document.uri.toString(), editorHost, await analyzeOptions(document));
  return analysis && { document, analysis, offset: here.offset };
}

interface Cursor {
  readonly document: TextDocument;
  readonly offset: number;
}

function activeCursor(): Cursor | undefined {
  const editor = window.activeTextEditor;
  return editor && { document: editor.document, offset: editor.document.offsetAt(editor.selection.active) };
}

/** The end of the line, so that the heading, indented or not, stands before it. */
async function cursorAt({ uri, line }: ListenerPlace): Promise<Cursor> {
  const document = await workspace.openTextDocument(Uri.parse(uri));
  const known = Math.max(0, Math.min(line, document.lineCount - 1));
  return { document, offset: document.offsetAt(document.lineAt(known).range.end) };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** As the language server judges: the options file wins over the editor's settings. */
export async function analyzeOptions({
  languageId,
  uri,
}: Pick<TextDocument, 'languageId' | 'uri'>): Promise<AnalyzeOptions & { readonly settings: Settings }> {
  const broker = brokers.find((candidate) => candidate.languageId === languageId);
  const settings = mergeSettings(mergeSettings(defaultSettings, editorSettings(uri)), await optionsAbove(uri));
  return { settings, now: Date.now(), broker: broker?.id };
}

/** What the editor's settings say of versions, paths and expiry; findings are the language server's business. */
function editorSettings(uri: Uri): Partial<Settings> {
  const configuration = workspace.getConfiguration('mqttSecurity', uri);
  const known = ['pathMappings', 'certificateExpiryDays', ...brokers.map(({ id }) => id)];
  const given = Object.fromEntries(known.map((name) => [name, configuration.get(name)]));
  return readSettings(given, []).settings;
}

/** Those of the nearest options file, in the document's folder or above it. */
async function optionsAbove(uri: Uri): Promise<Partial<Settings>> {
  if (uri.scheme === 'untitled') return {};
  for (let folder = Uri.joinPath(uri, '..'); ; folder = Uri.joinPath(folder, '..')) {
    const found = await readOptions(Uri.joinPath(folder, OPTIONS_FILE).toString(), editorHost);
    if (found) return found.settings;
    if (folder.path === '/' || folder.path === Uri.joinPath(folder, '..').path) return {};
  }
}
