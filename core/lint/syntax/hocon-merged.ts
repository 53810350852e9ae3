import { Fields } from './hocon-fields';
import { type Inner, type LazyPlace, More, Unread } from './hocon-more';
import type { HoconNode, Source } from './hocon-node';
import { RecordSource, Sources, type TapePlace, VALUE } from './hocon-sources';
import { SHAPE, typeOf } from './hocon-tape';

const NO_FIELDS: ReadonlyMap<string, MergedNode> = new Map();
const NO_ITEMS: readonly MergedNode[] = [];
const NO_SOURCES: readonly Source[] = [];
const NUMBER = /^[0-9]+$/;

/**
 * Nearly every node is what one record of one file says, and no more than the number of that record. A block is read
 * when its fields are asked for: where nothing in it depends on other places, that is early enough.
 */
export class MergedNode implements HoconNode {
  /** See `Parser.idle`. */
  static readonly idle = new MergedNode(undefined, '', undefined, 0);

  /** The next field of the same block. */
  sibling: MergedNode | undefined = undefined;
  private own: Inner | More = undefined;

  /** Without a record (`from`, `at`) it is a block of which nothing is said yet. */
  constructor(
    readonly parent: MergedNode | undefined,
    readonly name: string,
    private readonly from: LazyPlace | undefined,
    private readonly at: number,
  ) {}

  get path(): readonly string[] {
    let { depth } = this;
    const path = new Array<string>(depth);
    for (let node: MergedNode = this; node.parent !== undefined; node = node.parent) path[--depth] = node.name;
    return path;
  }

  get depth(): number {
    let depth = 0;
    for (let node: MergedNode = this; node.parent !== undefined; node = node.parent) depth++;
    return depth;
  }

  get kind(): HoconNode['kind'] {
    if (this.own instanceof More) return this.own.kind;
    const shape = this.from?.tape.shape(this.at) ?? SHAPE.object;
    return shape === SHAPE.object ? 'object' : shape === SHAPE.array ? 'array' : 'scalar';
  }

  get type(): HoconNode['type'] {
    if (this.own instanceof More) return this.own.type;
    return this.from === undefined || this.kind !== 'scalar' ? 'null' : typeOf(this.from.tape.shape(this.at));
  }

  get text(): string {
    if (this.own instanceof More) return this.own.text;
    return this.from === undefined || this.kind !== 'scalar' ? '' : this.from.tape.textOf(this.at);
  }

  get sources(): readonly Source[] {
    if (this.own instanceof More) return this.own.sources.all;
    return this.from === undefined ? NO_SOURCES : [new RecordSource(this.from, this.at, VALUE)];
  }

  get replaced(): readonly Source[] {
    return this.own instanceof More ? this.own.replaced : NO_SOURCES;
  }

  get copied(): boolean {
    return this.own instanceof More && this.own.copied;
  }

  get children(): ReadonlyMap<string, MergedNode> {
    return this.kind === 'object' ? this.fields() : NO_FIELDS;
  }

  get items(): readonly MergedNode[] {
    return this.kind === 'array' ? this.list() : NO_ITEMS;
  }

  /** Some place says something about it. */
  get isNamed(): boolean {
    return this.own instanceof More ? this.own.sources.size > 0 : this.from !== undefined;
  }

  private fields(): Fields<MergedNode> {
    const { at, from, own } = this;
    if (own instanceof Fields) return own;
    if (own instanceof More) return this.fieldsOf(own);
    const fields = new Fields<MergedNode>();
    this.own = fields;
    if (from !== undefined) from.merge.read(this, from, from.tape.inside(at), from.tape.next(at));
    return fields;
  }

  private fieldsOf(more: More): Fields<MergedNode> {
    const fields = more.inner instanceof Fields ? more.inner : new Fields<MergedNode>();
    more.inner = fields;
    if (more.unread.length === 0) return fields;
    for (const { place, first, next } of more.unread.splice(0)) place.merge.read(this, place, first, next);
    return fields;
  }

  private list(): MergedNode[] {
    const { at, from, own } = this;
    const known = own instanceof More ? own.inner : own;
    if (Array.isArray(known)) return known;
    const items = own instanceof More || from === undefined ? [] : this.itemsOf(from, at);
    if (own instanceof More) own.inner = items;
    else this.own = items;
    return items;
  }

  private itemsOf(place: LazyPlace, list: number): MergedNode[] {
    const { tape } = place;
    const items = new Array<MergedNode>(tape.count(tape.inside(list), tape.next(list)));
    let at = tape.inside(list);
    for (let index = 0; index < items.length; index++, at = tape.next(at))
      items[index] = new MergedNode(this, String(index + 1), place, at);
    return items;
  }

  /** Items count from 1; the number behind the last one makes another item. */
  item(name: string): MergedNode | undefined {
    if (this.kind !== 'array' || !NUMBER.test(name)) return undefined;
    const list = this.list();
    return Number(name) === list.length + 1 ? this.append() : list[Number(name) - 1];
  }

  /** The name is a number that no item of the list has or could get (`bad_array_index`). */
  isBeyond(name: string): boolean {
    return this.kind === 'array' && NUMBER.test(name) && !inRange(Number(name), this.list().length + 1);
  }

  private find(name: string): MergedNode | undefined {
    if (this.own instanceof Fields) return this.own.get(name);
    const item = this.item(name);
    if (item !== undefined) return item;
    this.becomeObject();
    return this.fields().get(name);
  }

  /** What has that name; of a list, the item of that number, which a numeric key changes in place. */
  child(name: string): MergedNode {
    const known = this.find(name);
    if (known !== undefined) return known;
    const created = new MergedNode(this, name, undefined, 0);
    this.fields().add(created);
    return created;
  }

  /** The record says something about the child of that name. */
  record(name: string, place: LazyPlace, at: number): MergedNode {
    const known = this.find(name);
    if (known !== undefined) {
      known.say(place, at);
      return known;
    }
    const created = new MergedNode(this, name, place, at);
    this.fields().add(created);
    return created;
  }

  private say(place: LazyPlace, at: number): void {
    const source = new RecordSource(place, at, VALUE);
    const shape = place.tape.shape(at);
    if (shape === SHAPE.object) {
      this.block(blockOf(place, at));
      this.add(source);
    } else if (shape === SHAPE.array) {
      this.replace('array', source);
      for (const item of this.itemsOf(place, at)) this.push(item);
    } else {
      this.replace('scalar', source);
      this.put(typeOf(shape), place.tape.textOf(at));
    }
  }

  /** These records, too, are fields of the node. */
  block(records: Unread): void {
    if (this.kind === 'array') {
      // It keeps its items until a field of the block that is no item makes it a block.
      records.place.merge.read(this, records.place, records.first, records.next);
      return;
    }
    this.becomeObject();
    this.said().unread.push(records);
  }

  /** Does not wait until somebody asks. */
  readNow(): void {
    if (this.kind === 'object') this.fields();
  }

  becomeObject(): void {
    if (this.kind === 'object') return;
    const more = this.said();
    for (const earlier of more.sources.all) more.replaced.push(earlier);
    more.sources = new Sources([]);
    more.kind = 'object';
    more.inner = undefined;
  }

  /** The source decides, whatever was said before. */
  replace(kind: HoconNode['kind'], source: Source): void {
    const more = this.said();
    for (const earlier of more.sources.all) if (earlier.value !== undefined) more.replaced.push(earlier);
    more.sources = new Sources([source]);
    more.kind = kind;
    more.type = 'null';
    more.text = '';
    more.inner = undefined;
    more.unread.length = 0;
  }

  /** One more source. */
  add(source: Source): void {
    this.said().sources.add(source);
  }

  /** A record leads through the node with that segment of its key. */
  lead(place: TapePlace, at: number, segment: number): void {
    this.said().sources.lead(place, at, segment);
  }

  put(type: HoconNode['type'], text: string): void {
    const more = this.said();
    more.type = type;
    more.text = text;
  }

  push(item: MergedNode): void {
    this.list().push(item);
  }

  /** A new item, behind the others. */
  append(): MergedNode {
    const list = this.list();
    const item = new MergedNode(this, String(list.length + 1), undefined, 0);
    list.push(item);
    return item;
  }

  /** Is what the other one is, but for what is in it. */
  become({ type, text, sources }: MergedNode, kind: HoconNode['kind']): void {
    const more = new More(kind, new Sources(sources), true);
    more.type = type;
    more.text = text;
    this.own = more;
  }

  private said(): More {
    if (this.own instanceof More) return this.own;
    const { at, from, kind, sources, text, type } = this;
    const more = new More(kind, new Sources(sources), false);
    more.type = type;
    more.text = text;
    more.inner = kind === 'array' ? this.list() : this.own;
    if (kind === 'object' && more.inner === undefined && from !== undefined) more.unread.push(blockOf(from, at));
    this.own = more;
    return more;
  }
}

function blockOf(place: LazyPlace, at: number): Unread {
  return new Unread(place, place.tape.inside(at), place.tape.next(at));
}

function inRange(number: number, most: number): boolean {
  return number >= 1 && number <= most;
}
