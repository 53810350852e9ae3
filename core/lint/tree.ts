import type { Message } from '../facts/message';
import type { FileId } from './source';

/** Offsets inside the tree's own text. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/**
 * One file as written. Parsing never throws: what cannot be read is an entry in `errors`, and the text between the
 * nodes stays reachable, so `rebuild(tree)` gives back the text byte for byte.
 */
export interface Tree {
  readonly file: FileId;
  readonly text: string;
  readonly entries: readonly Entry[];
  readonly comments: readonly Comment[];
  readonly errors: readonly TreeError[];
  /** The entries are variables of a process's environment, written in another syntax: no edit is offered in it. */
  readonly environment?: boolean;
  /** Another syntax than the one that the broker's files have today: `key = value` lines of EMQX 4.x. */
  readonly dialect?: 'flat';
}

/** One `name value` line, or one `key = value` field. */
export interface Entry {
  /** Line syntax: the one directive name. HOCON: the path, unquoted keys split at dots. */
  readonly path: readonly string[];
  readonly key: Range;
  readonly value: Value;
  /** From key to the end of the value; without indentation, separators after it, comments or line end. */
  readonly range: Range;
}

export type Value = Scalar | ArrayValue | ObjectValue | MissingValue;

/** Text, number, boolean or null. `text` is the value as the broker's parser would read it (quotes and escapes gone). */
export interface Scalar {
  readonly kind: 'scalar';
  readonly type: 'string' | 'number' | 'boolean' | 'null' | 'substitution';
  readonly text: string;
  readonly quoted: boolean;
  readonly range: Range;
  /** HOCON: the pieces where several were glued into one value; otherwise absent. */
  readonly parts?: readonly Scalar[];
}

export interface ArrayValue {
  readonly kind: 'array';
  readonly items: readonly Value[];
  readonly range: Range;
  /** HOCON: the pieces where several were joined into one value (a substitution is one); otherwise absent. */
  readonly parts?: readonly Value[];
}

export interface ObjectValue {
  readonly kind: 'object';
  readonly entries: readonly Entry[];
  readonly range: Range;
  /** HOCON: as for arrays. */
  readonly parts?: readonly Value[];
}

/** `key` with nothing after it; an empty range where the value should begin. */
export interface MissingValue {
  readonly kind: 'missing';
  readonly range: Range;
}

/** From the marker to the end of the line, line end excluded. */
export interface Comment {
  readonly range: Range;
  /** Without the marker and the blanks around it. */
  readonly text: string;
}

/** A place the broker's own parser rejects (`fatal`) or silently reads otherwise than it looks. */
export interface TreeError {
  readonly range: Range;
  readonly message: Message;
  readonly fatal: boolean;
  readonly fix?: {
    readonly title: Message;
    readonly edits: readonly { range: Range; text: string }[];
    readonly safe: boolean;
  };
}
