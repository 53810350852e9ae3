import type { Message } from '../facts/message';
import type { Edit, Span } from './source';

/** A configuration rewritten for another version of its broker, and what the rewriting could not keep. */
export interface Migration {
  /** The version by whose rules the text was read. */
  readonly from: string;
  readonly to: string;
  /** Over all files of the configuration. */
  readonly edits: readonly Edit[];
  readonly notes: readonly MigrationNote[];
}

export interface MigrationNote {
  readonly message: Message;
  /** In the text before the edits; undefined: the configuration as a whole. */
  readonly at: Span | undefined;
}

export interface MigrationOptions {
  /** Absent: told from what the text uses. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** Directory of the plugins that replace built-in options; absent: unknown, so that those options stay. */
  readonly plugins?: string | undefined;
}

/** A whole new text, comments about what is not in it included. */
export interface Translation {
  readonly text: string;
  /** VS Code language id of the text. */
  readonly languageId: string;
  /** Options that the text does without, in the order of the file. */
  readonly left: readonly { readonly option: string; readonly reason: Message }[];
}
