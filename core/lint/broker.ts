import type { Catalogue, Message } from '../facts/message';
import type { BrokerId } from './brokers/ids.generated';
import type { Effective } from './effective';
import type { Workspace } from './load';
import type { Migration, MigrationOptions, Translation } from './migration';
import type { BrokerModel, FileReference, FileRole } from './model';
import type { SectionReader } from './sections';
import type { FileId } from './source';
import type { Range, Tree } from './tree';

export type { BrokerId };

/** A broker is one folder: what it is, its directive table, and its way from tree to model. */
export interface Broker {
  readonly id: BrokerId;
  readonly name: string;
  /** VS Code language id. */
  readonly languageId: string;
  /** It stands in front of brokers, and its models say where it leads to (`upstreams`). */
  readonly proxy?: true;
  /** The language is that of other extensions: nothing is contributed for it, and its files are told by content alone. */
  readonly foreignLanguage?: true;
  /** Globs as in VS Code's `filenamePatterns`; a match on the name alone makes a file this broker's. */
  readonly fileNames: readonly string[];
  /** Globs of files that are this broker's only if `looksLike` agrees. */
  readonly maybeFileNames: readonly string[];
  looksLike(text: string): boolean;
  /** Versions whose behaviour is known, oldest first. `auto` means the last. */
  readonly versions: readonly string[];
  parse(file: FileId, text: string): Tree;
  /** Where the text pulls in other files, in reading order. `depth` is 0 for the root file. */
  includes(tree: Tree, context: { readonly depth: number; readonly version: string }): readonly Include[];
  /**
   * Files that this one overrides, lowest layer first, each by the places where it may be, relative to this one. Read
   * along where they are there. Absent: the broker has no such layers.
   */
  layers?(file: FileId): readonly (readonly string[])[];
  /** Where the file may be that overrides this one, relative to this one. */
  overriding?(file: FileId): readonly string[];
  /** What each option comes to, and where it comes from. Absent: not known for this language. */
  effective?(workspace: Workspace): Effective;
  /** Every file the configuration names, except includes; `target` is still empty. */
  references(trees: readonly Tree[]): readonly FileReference[];
  model(workspace: Workspace): BrokerModel;
  /** What parts of a large text can be judged without the rest of it. Absent: none. */
  readonly sections?: SectionReader;
  /** Rewrites a configuration in the style of older versions for a newer one. Absent: nothing to rewrite. */
  migrate?(workspace: Workspace, options?: MigrationOptions): Migration;
  /** The configuration of an older generation written anew in the language of today; undefined: it is none. */
  translate?(workspace: Workspace, catalogue?: Catalogue): Translation | undefined;
  /** Does that version refuse a file in UTF-16 (instead of reading nothing from it)? Absent: it does. */
  refusesUtf16?(version: string): boolean;
  readonly editor: EditorFacts;
  /** The languages of files that the configuration names and that the broker reads as text. Absent: none. */
  readonly files?: readonly FileLanguage[];
  /** Absent: the host's own limit. */
  readonly textLimit?: number;
}

/**
 * A file beside the configuration, such as an access list: read along with the configuration that names it, and judged
 * on its own where none does. It has the broker's id and versions, and a syntax, a model and editor facts of its own.
 * Names and possible names are as a broker's, but content alone never tells such a file.
 */
export interface FileLanguage extends Broker {
  /** `environment`: no option names it; it stands over the configuration. */
  readonly role: FileRole | 'environment';
  /** Bytes that are read at most: made by programs, such files may be large. */
  readonly textLimit: number;
}

export interface Include {
  readonly path: string;
  readonly range: Range;
  /** `directory`: every `*.conf` in it, in the broker's own order. */
  readonly kind: 'file' | 'directory';
  /** The broker refuses to start where the target is missing. */
  readonly required: boolean;
  /** `directory`: the names that the broker reads, in the order in which it reads them. */
  order?(names: readonly string[]): readonly string[];
}

/** What completion, hover and outline know; from the same tables as the rules. */
export interface EditorFacts {
  complete(tree: Tree, offset: number, version: string): readonly Completion[];
  describe(tree: Tree, offset: number, version: string): Description | undefined;
  outline(tree: Tree): readonly OutlineItem[];
  /** The path that is being written at the offset; undefined where none goes. */
  pathAt?(tree: Tree, offset: number, version: string): PathPlace | undefined;
  /** Changes of layout alone, of the lines that meet `within`; the broker reads the same before and after. */
  format?(tree: Tree, version: string, within: Range): readonly TextChange[];
  /** What a grammar cannot tell, in the order of the text and without overlap. */
  tokens?(tree: Tree, version: string): readonly Token[];
}

export interface TextChange {
  readonly range: Range;
  readonly text: string;
}

export interface PathPlace {
  /** From the start of the path to the offset, as the broker reads it. */
  readonly written: string;
  /** The last segment, which a name from the directory replaces. */
  readonly range: Range;
  /** What the file is for; undefined where any will do. */
  readonly role: FileRole | undefined;
  readonly directoriesOnly: boolean;
}

export interface Token {
  readonly range: Range;
  /** `directive`: a name that the broker knows; `unknown`: one that it does not. The others are kinds of values. */
  readonly kind: 'directive' | 'unknown' | 'number' | 'boolean' | 'path' | 'word';
  readonly deprecated?: boolean;
}

export interface Completion {
  readonly label: string;
  readonly kind: 'directive' | 'value' | 'section' | 'file' | 'directory';
  /** Replaced by `insert`; covers what the user typed of the word so far. */
  readonly range: Range;
  /** Snippet syntax (`${1:name}`) where `snippet` is true. */
  readonly insert: string;
  readonly snippet?: boolean;
  readonly detail?: string;
  readonly doc?: Message;
  readonly deprecated?: boolean;
}

export interface DescribedFact {
  readonly name: Message;
  readonly value: string;
  /** The value is words about the option, and nothing that one could write. */
  readonly prose?: boolean;
}

export interface Description {
  readonly range: Range;
  /** Directive or path. */
  readonly title: string;
  readonly doc: Message;
  /** Type, default, versions …: name and content, in display order. */
  readonly facts: readonly DescribedFact[];
  /** False: the version asked for does not know it. Absent: it does. */
  readonly known?: boolean;
}

export interface OutlineItem {
  readonly name: string;
  readonly detail?: string;
  readonly kind: 'listener' | 'bridge' | 'section' | 'directive';
  readonly range: Range;
  readonly selection: Range;
  readonly children: readonly OutlineItem[];
}
