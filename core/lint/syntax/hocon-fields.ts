/** What stands in a block. The nodes are a chain: most blocks are small, and a list for each takes more than they do. */
interface Field<T> {
  readonly name: string;
  /** The field that comes next. */
  sibling: T | undefined;
}

/** Up to so many names are compared one by one, which is sooner done than asking a map. */
const FEW = 8;

/** The fields of a block by name, in the order in which they were first named. */
export class Fields<T extends Field<T>> implements ReadonlyMap<string, T> {
  /** See `Parser.idle`. */
  static readonly idle: unknown = new Fields();

  size = 0;
  private first: T | undefined = undefined;
  private last: T | undefined = undefined;
  private byName: Map<string, T> | undefined = undefined;

  get(name: string): T | undefined {
    if (this.byName !== undefined) return this.byName.get(name);
    let field = this.first;
    while (field !== undefined && field.name !== name) field = field.sibling;
    return field;
  }

  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  /** A field whose name none has yet. */
  add(field: T): void {
    if (this.last === undefined) this.first = field;
    else this.last.sibling = field;
    this.last = field;
    this.size++;
    if (this.byName !== undefined) this.byName.set(field.name, field);
    else if (this.size > FEW) this.byName = new Map(this.entries());
  }

  forEach(visit: (field: T, name: string, all: ReadonlyMap<string, T>) => void): void {
    for (let field = this.first; field !== undefined; field = field.sibling) visit(field, field.name, this);
  }

  keys(): MapIterator<string> {
    return new Walk(this.first, nameOf);
  }

  values(): MapIterator<T> {
    return new Walk(this.first, itself);
  }

  entries(): MapIterator<[string, T]> {
    return new Walk(this.first, pairOf<T>);
  }

  [Symbol.iterator](): MapIterator<[string, T]> {
    return new Walk(this.first, pairOf<T>);
  }
}

function nameOf({ name }: { readonly name: string }): string {
  return name;
}

function itself<T>(field: T): T {
  return field;
}

function pairOf<T extends Field<T>>(field: T): [string, T] {
  return [field.name, field];
}

/** Along the chain; no list is made of it. */
class Walk<T extends Field<T>, Seen> implements MapIterator<Seen> {
  /** See `Parser.idle`. */
  static readonly idle: unknown = new Walk(undefined, nameOf);

  constructor(
    private field: T | undefined,
    private readonly see: (field: T) => Seen,
  ) {}

  next(): IteratorResult<Seen, undefined> {
    const { field } = this;
    if (field === undefined) return { done: true, value: undefined };
    this.field = field.sibling;
    return { done: false, value: this.see(field) };
  }

  [Symbol.iterator](): this {
    return this;
  }
}
