import type { FileReference, Setting } from '../../model';
import type { Edit, Span } from '../../source';
import { setOption } from './edits';
import { type Block, booleanOf, integerOf, type Line, lastOf, span, tokens, valueSpan } from './lines';

/** Where to point for a block: its heading, else its first line; undefined for a listener without any line. */
export function headingOf({ header, lines }: Block): Span | undefined {
  const line = header ?? lines[0];
  return line && span(line);
}

export interface BlockView {
  readonly block: Block;
  /** Heading of the block. */
  readonly at: Span;
  readonly version: string;
  /** Files that lines name, with what the loader found there. */
  readonly files: ReadonlyMap<Line, FileReference>;
}

export function fixedSetting<T>(value: T, at: Span): Setting<T> {
  return { value, span: at, explicit: false, set: () => [] };
}

/** A setting read from the last line of that name. */
export function lineSetting<T>(
  view: BlockView,
  name: string,
  read: (line: Line | undefined) => T,
  write: (value: T) => string | undefined,
): Setting<T> {
  const line = lastOf(view.block.lines, name);
  return {
    value: read(line),
    span: line ? valueSpan(line) : view.at,
    explicit: line !== undefined,
    set: (value) => setOption(view.block, name, write(value)),
  };
}

/** A number; `unlimited` are those that stand for no limit, as does a line that is not there. */
export function limitSetting(
  view: BlockView,
  name: string,
  unlimited: (value: number) => boolean,
): Setting<number | undefined> {
  const read = (line: Line | undefined): number | undefined => {
    const value = line && integerOf(tokens(line)[0]?.text ?? '', view.version);
    return value === undefined || unlimited(value) ? undefined : value;
  };
  return lineSetting<number | undefined>(view, name, read, (value) => value?.toString());
}

export function textSetting(view: BlockView, name: string): Setting<string | undefined> {
  return lineSetting<string | undefined>(
    view,
    name,
    (line) => line?.text || undefined,
    (value) => value,
  );
}

export function booleanSetting(view: BlockView, name: string, fallback: boolean): Setting<boolean> {
  return lineSetting(view, name, (line) => booleanOf(line) ?? fallback, String);
}

/** The file that the first of these options names which is written at all. */
export function fileSetting(view: BlockView, names: readonly string[]): Setting<FileReference | undefined> {
  const { block, at, files } = view;
  const name = names.find((candidate) => lastOf(block.lines, candidate)) ?? names[0] ?? '';
  const line = lastOf(block.lines, name);
  const set = (value: FileReference | undefined): readonly Edit[] => setOption(block, name, value?.path);
  return {
    value: line && files.get(line),
    span: line ? valueSpan(line) : at,
    explicit: line !== undefined,
    set,
  };
}
