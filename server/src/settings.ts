import type { Connection } from 'vscode-languageserver/node';
import { format, type Message } from '../../core/facts/message';
import { type FileId, readSettings, type Settings } from '../../core/lint/index';
import { ruleIds } from './options';

const SECTION = 'mqttSecurity';

/** The editor's settings, which may differ from folder to folder. */
export interface EditorSettings {
  of(file: FileId): Promise<Partial<Settings>>;
  /** From a client that sends its settings instead of being asked. */
  changed(sent: unknown): void;
}

export interface EditorSettingsOptions {
  readonly connection: Connection;
  /** The client answers `workspace/configuration`. */
  readonly canAsk: boolean;
  readonly uriOf: (file: FileId) => string;
}

export function editorSettings({ connection, canAsk, uriOf }: EditorSettingsOptions): EditorSettings {
  const asked = new Map<FileId, Promise<Partial<Settings>>>();
  let pushed: Partial<Settings> = {};
  const warn = (problem: Message) => connection.console.warn(`settings: ${format(problem)}`);

  async function ask(file: FileId): Promise<Partial<Settings>> {
    try {
      return usable(await connection.workspace.getConfiguration({ scopeUri: uriOf(file), section: SECTION }), warn);
    } catch (error) {
      connection.console.warn(`settings: ${String(error)}`);
      return {};
    }
  }

  return {
    async of(file) {
      if (!canAsk) return pushed;
      const known = asked.get(file) ?? ask(file);
      asked.set(file, known);
      return known;
    },
    changed(sent) {
      asked.clear();
      if (isRecord(sent) && isRecord(sent[SECTION])) pushed = usable(sent[SECTION], warn);
    },
  };
}

/** The section has the shape of the options file, and besides it what only the editor needs. */
function usable(section: unknown, warn: (problem: Message) => void): Partial<Settings> {
  if (!isRecord(section)) return {};
  const { trace: _, ...options } = section;
  const { settings, problems } = readSettings(options, ruleIds);
  problems.forEach(warn);
  return settings;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
