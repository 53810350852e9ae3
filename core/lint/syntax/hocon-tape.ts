import type { FileId } from '../source';
import type { Comment, Entry, ObjectValue, Range, Tree, TreeError, Value } from '../tree';
import { arrayOf, entryOf, literalOf } from './hocon-tree';
import { Words } from './hocon-words';

/** What a record's value is. `made`: the whole entry was made by the parser, `start` is its number. */
export const SHAPE = { made: 0, word: 1, quoted: 2, number: 3, boolean: 4, null: 5, array: 6, object: 7 } as const;
export type Shape = (typeof SHAPE)[keyof typeof SHAPE];

/** Cells of a record: where the key starts and ends, the shape of the value, where it starts and ends, next record. */
const CELL = { key: 0, keyEnd: 1, shape: 2, start: 3, end: 4, next: 5 } as const;
const SIZE = 6;
/** Beside the shape: the key has more than one segment. */
const DOTTED = 8;

/** A field takes some 16 characters and more; where they are shorter, the tape grows. */
const FEWEST = 16;

/**
 * The plain fields of a file as numbers, each before those inside its value; their nodes are made when somebody asks for
 * them, each once. A file of megabytes has hundreds of thousands, and to the garbage collector they are nothing.
 */
export class Tape {
  /** See `Parser.idle`. */
  static readonly idle = new Tape('');

  /** Where the next record goes. */
  length = 0;
  private cells: Int32Array;
  private readonly fields: Entry[] = [];
  /** Offsets of the substitutions, includes and keys with numbers of the text, in order. */
  private readonly open: number[] = [];
  /** What was made of the records, by their numbers. */
  private entriesKept: (Entry | undefined)[] | undefined = undefined;
  private itemsKept: (Value | undefined)[] | undefined = undefined;
  private readonly words: Words;

  constructor(private readonly text: string) {
    this.words = new Words(text);
    this.cells = new Int32Array(SIZE * (FEWEST + (text.length >> 4)));
  }

  /** A record without a value yet; an item of a list has no key. → its place */
  add(key: number, keyEnd: number, dotted = false): number {
    const at = this.length;
    if (at + SIZE > this.cells.length) this.grow();
    this.cells[at + CELL.key] = key;
    this.cells[at + CELL.keyEnd] = keyEnd;
    this.cells[at + CELL.shape] = dotted ? DOTTED : 0;
    this.length = at + SIZE;
    return at;
  }

  private grow(): void {
    const { cells } = this;
    this.cells = new Int32Array(cells.length * 2);
    this.cells.set(cells);
  }

  /** The value of the record, to which all records behind it belong. */
  put(at: number, shape: Shape, start: number, end: number): void {
    const { cells } = this;
    cells[at + CELL.shape] = shape | ((cells[at + CELL.shape] ?? 0) & DOTTED);
    cells[at + CELL.start] = start;
    cells[at + CELL.end] = end;
    cells[at + CELL.next] = this.length;
  }

  putEntry(at: number, entry: Entry): void {
    this.put(at, SHAPE.made, this.fields.push(entry) - 1, 0);
  }

  /** A substitution, an include or a key with a number stands there. */
  putOpen(offset: number): void {
    this.open.push(offset);
  }

  /** Forgets what belongs to the record. */
  reset(at: number): void {
    this.length = at + SIZE;
  }

  /** Forgets the record and what belongs to it. */
  cut(at: number): void {
    this.length = at;
  }

  private cell(at: number): number {
    return this.cells[at] ?? 0;
  }

  shape(at: number): Shape {
    return (this.cell(at + CELL.shape) & ~DOTTED) as Shape;
  }

  /** The record of the first thing inside the value; where nothing is inside, the next record. */
  inside(at: number): number {
    return at + SIZE;
  }

  /** The record behind the value. */
  next(at: number): number {
    return this.cell(at + CELL.next);
  }

  /** Of a list, so that it has no key. */
  isItem(at: number): boolean {
    return this.cell(at + CELL.key) === this.cell(at + CELL.keyEnd);
  }

  isDotted(at: number): boolean {
    return (this.cell(at + CELL.shape) & DOTTED) !== 0;
  }

  path(at: number): readonly string[] {
    const [key, keyEnd] = [this.cell(at + CELL.key), this.cell(at + CELL.keyEnd)];
    return this.isDotted(at) ? this.words.segments(key, keyEnd) : this.words.word(key, keyEnd).path;
  }

  /** The one segment of a key without dots. */
  name(at: number): string {
    return this.words.word(this.cell(at + CELL.key), this.cell(at + CELL.keyEnd)).text;
  }

  /** Of a scalar, as the broker reads it. */
  textOf(at: number): string {
    const [start, end] = [this.cell(at + CELL.start), this.cell(at + CELL.end)];
    return this.shape(at) === SHAPE.quoted ? this.text.slice(start + 1, end - 1) : this.text.slice(start, end);
  }

  /** The entry that the parser made. */
  made(at: number): Entry | undefined {
    return this.shape(at) === SHAPE.made ? this.fields[this.cell(at + CELL.start)] : undefined;
  }

  /** A substitution, an include or a key with a number stands in the value: what the value is depends on what stands elsewhere. */
  isOpen(at: number): boolean {
    return this.hasOpen(this.cell(at + CELL.start), this.cell(at + CELL.end));
  }

  hasOpen(start: number, end: number): boolean {
    const { open } = this;
    let low = 0;
    for (let high = open.length; low < high; ) {
      const middle = (low + high) >> 1;
      if ((open[middle] ?? 0) < start) low = middle + 1;
      else high = middle;
    }
    return (open[low] ?? end) < end;
  }

  entry(at: number): Entry {
    this.entriesKept ??= new Array(this.length / SIZE);
    const known = this.entriesKept[at / SIZE] ?? this.made(at);
    if (known !== undefined) return known;
    const entry = entryOf(this.path(at), this.cell(at + CELL.key), this.cell(at + CELL.keyEnd), this.value(at));
    this.entriesKept[at / SIZE] = entry;
    return entry;
  }

  item(at: number): Value {
    this.itemsKept ??= new Array(this.length / SIZE);
    const item = this.itemsKept[at / SIZE] ?? this.value(at);
    this.itemsKept[at / SIZE] = item;
    return item;
  }

  entries(first: number, next: number): Entry[] {
    const entries = new Array<Entry>(this.count(first, next));
    let index = 0;
    for (let at = first; at < next; at = this.next(at)) entries[index++] = this.entry(at);
    return entries;
  }

  private items(first: number, next: number): Value[] {
    const items = new Array<Value>(this.count(first, next));
    let index = 0;
    for (let at = first; at < next; at = this.next(at)) items[index++] = this.item(at);
    return items;
  }

  /** Known before they are made: a list that grows leaves twice its size to the garbage collector. */
  count(first: number, next: number): number {
    let count = 0;
    for (let at = first; at < next; at = this.next(at)) count++;
    return count;
  }

  private value(at: number): Value {
    const [start, end] = [this.cell(at + CELL.start), this.cell(at + CELL.end)];
    const shape = this.shape(at);
    if (shape === SHAPE.object) return this.block(this.inside(at), this.next(at), start, end);
    if (shape === SHAPE.array) return arrayOf(this.items(this.inside(at), this.next(at)), start, end);
    return literalOf(typeOf(shape), this.text, shape === SHAPE.quoted, start, end);
  }

  /** The block that the records from `first` up to `next` make. */
  block(first: number, next: number, start: number, end: number): TapeBlock {
    return new TapeBlock(this, first, next, start, end);
  }
}

export class TapeBlock implements ObjectValue {
  /** See `Parser.idle`. */
  static readonly idle = new TapeBlock(Tape.idle, 0, 0, 0, 0);
  readonly kind = 'object';
  private known: readonly Entry[] | undefined = undefined;

  constructor(
    readonly tape: Tape,
    readonly first: number,
    readonly next: number,
    private readonly start: number,
    private readonly end: number,
  ) {}

  get entries(): readonly Entry[] {
    this.known ??= this.tape.entries(this.first, this.next);
    return this.known;
  }

  get range(): Range {
    return { start: this.start, end: this.end };
  }

  get isOpen(): boolean {
    return this.tape.hasOpen(this.start, this.end);
  }

  get isEmpty(): boolean {
    return this.first === this.next;
  }
}

/** A file whose fields are on a tape. A copy of it with other entries is none. */
export class HoconTree implements Tree {
  /** See `Parser.idle`. */
  static readonly idle = new HoconTree('', '', TapeBlock.idle, [], []);

  constructor(
    readonly file: FileId,
    readonly text: string,
    readonly block: TapeBlock,
    readonly comments: readonly Comment[],
    readonly errors: readonly TreeError[],
  ) {}

  get entries(): readonly Entry[] {
    return this.block.entries;
  }
}

/** What stands elsewhere may decide on it (`Tape.isOpen`); a tree that is no longer on a tape is not looked through. */
export function mayBeOpen(tree: Tree): boolean {
  return !(tree instanceof HoconTree) || tree.block.isOpen;
}

/** Does not ask for fields that may not be read yet. */
export function isEmptyBlock(value: Value): boolean {
  if (value.kind !== 'object') return false;
  return value instanceof TapeBlock ? value.isEmpty : value.entries.length === 0;
}

export function typeOf(shape: Shape): 'string' | 'number' | 'boolean' | 'null' {
  if (shape === SHAPE.number) return 'number';
  if (shape === SHAPE.boolean) return 'boolean';
  return shape === SHAPE.null ? 'null' : 'string';
}
