import { type TextDocument, type Uri, window, workspace } from 'vscode';
import {
  type Analysis,
  type AnalyzeOptions,
  analyze,
  brokers,
  defaultSettings,
  mergeSettings,
  readSettings,
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

export async function activeBrokerDocument(): Promise<BrokerDocument | undefined> {
  const editor = window.activeTextEditor;
  if (!editor || !isBrokerDocument(editor.document)) return undefined;
  const { document, selection } = editor;
  const analysis = await analyze(document.uri.toString(), editorHost, analyzeOptions(document));
  return analysis && { document, analysis, offset: document.offsetAt(selection.active) };
}

export function analyzeOptions({ languageId, uri }: TextDocument): AnalyzeOptions {
  const broker = brokers.find((candidate) => candidate.languageId === languageId);
  return { settings: mergeSettings(defaultSettings, editorSettings(uri)), now: Date.now(), broker: broker?.id };
}

/** What the editor's settings say of broker versions; findings are the language server's business. */
function editorSettings(uri: Uri) {
  const { mosquitto, emqx } = workspace.getConfiguration('mqttSecurity', uri);
  return readSettings({ mosquitto, emqx }, []).settings;
}
