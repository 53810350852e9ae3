import type { Connection } from 'vscode-languageserver/node';
import { format, type Message } from '../../core/facts/message';
import { type FileId, readSettings, type Settings } from '../../core/lint/index';
import { ruleIds } from './options';

const SECTION = 'mqttSecurity';

/** What is shown beside the text; all of it unless the user says otherwise. */
export interface DisplaySettings {
  readonly certificateExpiry: boolean;
  readonly tlsVersions: boolean;
  readonly codeLens: boolean;
}

/** The editor's settings, which may differ from folder to folder. */
export interface EditorSettings {
  of(file: FileId): Promise<Partial<Settings>>;
  display(file: FileId): Promise<DisplaySettings>;
  /** Directory of Mosquitto's plugins, for rewriting; undefined: the options that they replace stay. */
  pluginDirectory(file: FileId): Promise<string | undefined>;
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
  const asked = new Map<FileId, Promise<Read>>();
  let pushed: Read = NOTHING;
  const warn = (problem: Message) => connection.console.warn(`settings: ${format(problem)}`);

  async function ask(file: FileId): Promise<Read> {
    try {
      return usable(await connection.workspace.getConfiguration({ scopeUri: uriOf(file), section: SECTION }), warn);
    } catch (error) {
      connection.console.warn(`settings: ${String(error)}`);
      return NOTHING;
    }
  }

  async function read(file: FileId): Promise<Read> {
    if (!canAsk) return pushed;
    const known = asked.get(file) ?? ask(file);
    asked.set(file, known);
    return known;
  }

  return {
    of: async (file) => (await read(file)).settings,
    display: async (file) => (await read(file)).display,
    pluginDirectory: async (file) => (await read(file)).pluginDirectory,
    changed(sent) {
      asked.clear();
      if (isRecord(sent) && isRecord(sent[SECTION])) pushed = usable(sent[SECTION], warn);
    },
  };
}

/** The section has the shape of the options file, and besides it what only the editor needs. */
function usable(section: unknown, warn: (problem: Message) => void): Read {
  if (!isRecord(section)) return NOTHING;
  const { trace: _, inlayHints, codeLens, ...options } = section;
  const { pluginDirectory, ...mosquitto } = isRecord(options.mosquitto) ? options.mosquitto : {};
  const known = isRecord(options.mosquitto) ? { ...options, mosquitto } : options;
  const { settings, problems } = readSettings(known, ruleIds);
  problems.forEach(warn);
  return { settings, display: readDisplay({ inlayHints, codeLens }), pluginDirectory: directoryOf(pluginDirectory) };
}

/** Nothing but blanks is no directory. */
function directoryOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

/** Anything but `false` leaves a display on. */
export function readDisplay({ inlayHints, codeLens }: Readonly<Record<string, unknown>>): DisplaySettings {
  const hints = isRecord(inlayHints) ? inlayHints : {};
  return {
    certificateExpiry: hints.certificateExpiry !== false,
    tlsVersions: hints.tlsVersions !== false,
    codeLens: codeLens !== false,
  };
}

interface Read {
  readonly settings: Partial<Settings>;
  readonly display: DisplaySettings;
  readonly pluginDirectory?: string | undefined;
}

const NOTHING: Read = { settings: {}, display: readDisplay({}) };

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
