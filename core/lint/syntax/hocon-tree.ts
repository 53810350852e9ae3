import type { ArrayValue, Entry, ObjectValue, Range, Scalar, Value } from '../tree';

/**
 * Nodes of the tree with their offsets as numbers, and ranges made when they are asked for: a file of megabytes has
 * hundreds of thousands of nodes, and making and keeping three more objects for each took half the time of parsing.
 * `idle`: see `Parser.idle`.
 */
class PlainEntry implements Entry {
  static readonly idle = new PlainEntry([], 0, 0, 0, { kind: 'missing', range: { start: 0, end: 0 } });
  constructor(
    readonly path: readonly string[],
    private readonly start: number,
    private readonly keyEnd: number,
    private readonly end: number,
    readonly value: Value,
  ) {}

  get key(): Range {
    return { start: this.start, end: this.keyEnd };
  }

  get range(): Range {
    return { start: this.start, end: this.end };
  }
}

class PlainScalar implements Scalar {
  static readonly idle = new PlainScalar('string', '', false, 0, 0);
  readonly kind = 'scalar';
  constructor(
    readonly type: Scalar['type'],
    readonly text: string,
    readonly quoted: boolean,
    private readonly start: number,
    private readonly end: number,
  ) {}

  get range(): Range {
    return { start: this.start, end: this.end };
  }
}

/** Its text is what the file says, but for the quotes. */
class LiteralScalar implements Scalar {
  static readonly idle = new LiteralScalar('string', '', false, 0, 0);
  readonly kind = 'scalar';
  constructor(
    readonly type: Scalar['type'],
    private readonly source: string,
    readonly quoted: boolean,
    private readonly start: number,
    private readonly end: number,
  ) {}

  get text(): string {
    return this.quoted ? this.source.slice(this.start + 1, this.end - 1) : this.source.slice(this.start, this.end);
  }

  get range(): Range {
    return { start: this.start, end: this.end };
  }
}

class PlainArray implements ArrayValue {
  static readonly idle = new PlainArray([], 0, 0);
  readonly kind = 'array';
  constructor(
    readonly items: readonly Value[],
    private readonly start: number,
    private readonly end: number,
  ) {}

  get range(): Range {
    return { start: this.start, end: this.end };
  }
}

class PlainObject implements ObjectValue {
  static readonly idle = new PlainObject([], 0, 0);
  readonly kind = 'object';
  constructor(
    readonly entries: readonly Entry[],
    private readonly start: number,
    private readonly end: number,
  ) {}

  get range(): Range {
    return { start: this.start, end: this.end };
  }
}

/** Several blocks that make up one; their fields are asked for only when the whole text is parsed. */
class JoinedObject implements ObjectValue {
  readonly kind = 'object';
  private known: readonly Entry[] | undefined = undefined;

  constructor(
    private readonly objects: readonly ObjectValue[],
    readonly parts: readonly Value[],
    readonly range: Range,
  ) {}

  get entries(): readonly Entry[] {
    this.known ??= this.objects.flatMap((object) => object.entries);
    return this.known;
  }
}

export function entryOf(path: readonly string[], start: number, keyEnd: number, value: Value): Entry {
  return new PlainEntry(path, start, keyEnd, Math.max(keyEnd, value.range.end), value);
}

export function scalarOf(type: Scalar['type'], text: string, quoted: boolean, start: number, end: number): Scalar {
  return new PlainScalar(type, text, quoted, start, end);
}

/** What stands in the source from `start` to `end`, in plain quotes or without. */
export function literalOf(type: Scalar['type'], source: string, quoted: boolean, start: number, end: number): Scalar {
  return new LiteralScalar(type, source, quoted, start, end);
}

export function arrayOf(items: readonly Value[], start: number, end: number): ArrayValue {
  return new PlainArray(items, start, end);
}

export function objectOf(entries: readonly Entry[], start: number, end: number): ObjectValue {
  return new PlainObject(entries, start, end);
}

/** The pieces that are blocks, and all of them. */
export function joinedObject(objects: readonly ObjectValue[], pieces: readonly Value[], range: Range): ObjectValue {
  return new JoinedObject(objects, pieces, range);
}

/** What stands side by side in one value. */
export function piecesOf(value: Value): readonly Value[] {
  return value.kind === 'missing' ? [] : (value.parts ?? [value]);
}

export function isSubstitution(value: Value): value is Scalar & { readonly type: 'substitution' } {
  return value.kind === 'scalar' && value.type === 'substitution';
}
