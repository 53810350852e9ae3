import type { Entry, ObjectValue, Range, Scalar, Value } from '../tree';
import { arrayOf, entryOf, literalOf } from './hocon-tree';
import { Words } from './hocon-words';

/** What a record's value is. `made`: the whole entry was made by the parser, `start` is its number. */
export const SHAPE = { made: 0, word: 1, quoted: 2, number: 3, boolean: 4, null: 5, array: 6, object: 7 } as const;
export type Shape = (typeof SHAPE)[keyof typeof SHAPE];

/** Cells of a record: where the key starts and ends, the shape of the value, where it starts and ends, next record. */
const CELL = { key: 0, keyEnd: 1, shape: 2, start: 3, end: 4, next: 5 } as const;
const SIZE = 6;

/** A field takes some 16 characters and more; where they are shorter, the tape grows. */
const FEWEST = 16;

/**
 * The plain fields of a file as numbers, each before those inside its value; their nodes are made block by block when
 * somebody asks for them. A file of megabytes has hundreds of thousands, and to the garbage collector they are nothing.
 */
export class Tape {
  /** Where the next record goes. */
  length = 0;
  private cells: Int32Array;
  private readonly made: Entry[] = [];
  private readonly words: Words;

  constructor(private readonly text: string) {
    this.words = new Words(text);
    this.cells = new Int32Array(SIZE * (FEWEST + (text.length >> 4)));
  }

  /** A record without a value yet; an item of a list has no key. → its place */
  add(key: number, keyEnd: number): number {
    const at = this.length;
    if (at + SIZE > this.cells.length) this.grow();
    this.cells[at + CELL.key] = key;
    this.cells[at + CELL.keyEnd] = keyEnd;
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
    cells[at + CELL.shape] = shape;
    cells[at + CELL.start] = start;
    cells[at + CELL.end] = end;
    cells[at + CELL.next] = this.length;
  }

  putEntry(at: number, entry: Entry): void {
    this.put(at, SHAPE.made, this.made.push(entry) - 1, 0);
  }

  /** Forgets what belongs to the record. */
  reset(at: number): void {
    this.length = at + SIZE;
  }

  /** Forgets the record and what belongs to it. */
  cut(at: number): void {
    this.length = at;
  }

  /** The value of the record; to a list or block belong the records up to the next one. */
  private value(at: number): Value {
    const [start, end] = [this.cell(at + CELL.start), this.cell(at + CELL.end)];
    const shape = this.cell(at + CELL.shape) as Shape;
    if (shape === SHAPE.object) return this.block(at + SIZE, this.cell(at + CELL.next), start, end);
    if (shape === SHAPE.array) return arrayOf(this.items(at + SIZE, this.cell(at + CELL.next)), start, end);
    return literalOf(typeOf(shape), this.text, shape === SHAPE.quoted, start, end);
  }

  private cell(at: number): number {
    return this.cells[at] ?? 0;
  }

  private items(first: number, end: number): Value[] {
    const items = new Array<Value>(this.count(first, end));
    let index = 0;
    for (let at = first; at < end; at = this.cell(at + CELL.next)) items[index++] = this.value(at);
    return items;
  }

  entries(first: number, end: number): Entry[] {
    const entries = new Array<Entry>(this.count(first, end));
    let index = 0;
    for (let at = first; at < end; at = this.cell(at + CELL.next)) entries[index++] = this.entry(at);
    return entries;
  }

  /** Known before they are made: a list that grows leaves twice its size to the garbage collector. */
  private count(first: number, end: number): number {
    let count = 0;
    for (let at = first; at < end; at = this.cell(at + CELL.next)) count++;
    return count;
  }

  private entry(at: number): Entry {
    const known = this.cell(at + CELL.shape) === SHAPE.made ? this.made[this.cell(at + CELL.start)] : undefined;
    if (known !== undefined) return known;
    const [key, keyEnd] = [this.cell(at + CELL.key), this.cell(at + CELL.keyEnd)];
    return entryOf(this.words.path(key, keyEnd), key, keyEnd, this.value(at));
  }

  /** The block that the records from `first` up to `next` make. */
  block(first: number, next: number, start: number, end: number): ObjectValue {
    return new TapeObject(this, first, next, start, end);
  }
}

class TapeObject implements ObjectValue {
  readonly kind = 'object';
  private known: readonly Entry[] | undefined = undefined;

  constructor(
    private readonly tape: Tape,
    private readonly first: number,
    private readonly next: number,
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
}

function typeOf(shape: Shape): Scalar['type'] {
  if (shape === SHAPE.number) return 'number';
  if (shape === SHAPE.boolean) return 'boolean';
  return shape === SHAPE.null ? 'null' : 'string';
}
