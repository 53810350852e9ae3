import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  type Scalar,
  visit,
  type YAMLMap,
} from 'yaml';
import type { Comment, Range } from '../tree';

/** What a compose file says of one service, as far as its environment goes. */
export interface ComposeService {
  readonly name: string;
  readonly key: Range;
  readonly image: string;
  readonly variables: readonly Variable[];
  readonly environmentFiles: readonly ComposePath[];
  /** Folders and files of this machine that the container sees under another path. */
  readonly mounts: readonly ComposeMount[];
}

export interface ComposePath {
  readonly path: string;
  readonly range: Range;
}

export interface ComposeMount extends ComposePath {
  readonly target: string;
}

/** One variable of an environment and its value as the process sees it. */
export interface Variable {
  readonly name: string;
  readonly key: Range;
  readonly text: string;
  /** Of the value, quotes excluded. */
  readonly value: Range;
  /** The value stands in the text character by character, so that a part of it has a place too. */
  readonly literal: boolean;
  /** The value is known only where the file is used: `${NAME}`. */
  readonly templated: boolean;
}

/** Larger texts are no compose file that somebody wrote. */
const LONGEST = 1_000_000;

/** The parser takes time by the square of the depth. */
const NESTED = /(?:[[{]\s*|[?-][ \t]+){100}/;

/** The services of a compose file; none where the text is not one. Never throws. */
export function readCompose(text: string): readonly ComposeService[] {
  const reader = readerOf(text);
  const services = reader?.mapAt(reader.root, 'services');
  return services?.items.flatMap((pair) => reader?.service(pair) ?? []) ?? [];
}

/** Comments on lines of their own, in YAML as in a file of variables. */
export function hashComments(text: string): readonly Comment[] {
  return [...text.matchAll(/^[ \t]*(#[^\r\n]*)/gm)].map((match) => {
    const start = match.index + match[0].length - (match[1]?.length ?? 0);
    return { range: { start, end: match.index + match[0].length }, text: (match[1] ?? '').slice(1).trim() };
  });
}

function readerOf(text: string): Reader | undefined {
  if (text.length > LONGEST || NESTED.test(text)) return undefined;
  try {
    const document = parseDocument(text, { strict: false, uniqueKeys: false, merge: true, logLevel: 'silent' });
    const anchors = new Map<string, Node>();
    visit(document, {
      Node: (_, node) => {
        if ('anchor' in node && node.anchor !== undefined) anchors.set(node.anchor, node);
      },
    });
    return new Reader(text, document.contents, anchors);
  } catch {
    // A text nested deeper than the stack is no compose file.
    return undefined;
  }
}

/** Finds its way through one document, aliases and merge keys followed. */
class Reader {
  /** Aliases within aliases multiply: enough for any file that somebody wrote. */
  private left = 2000;

  constructor(
    private readonly text: string,
    readonly root: unknown,
    private readonly anchors: ReadonlyMap<string, Node>,
  ) {}

  service({ key, value }: Pair): ComposeService | undefined {
    const place = rangeOf(key);
    if (!place || !isScalar(key)) return undefined;
    return {
      name: String(key.value),
      key: place,
      image: this.textAt(value, 'image'),
      variables: this.variables(this.at(value, 'environment')),
      environmentFiles: this.list(this.at(value, 'env_file')).flatMap((item) => this.path(item, 'path')),
      mounts: this.list(this.at(value, 'volumes')).flatMap((item) => this.mount(item)),
    };
  }

  mapAt(node: unknown, name: string): YAMLMap | undefined {
    const found = this.at(node, name);
    return isMap(found) ? found : undefined;
  }

  /** The value of a key, own ones before merged ones. */
  private at(node: unknown, name: string, depth = 0): unknown {
    const map = this.follow(node);
    if (!isMap(map) || depth > DEEPEST) return undefined;
    const own = map.items.find(({ key }) => isScalar(key) && key.value === name);
    if (own) return this.follow(own.value);
    for (const merged of this.merged(map)) {
      const found = this.at(merged, name, depth + 1);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  private merged(map: YAMLMap): readonly unknown[] {
    return map.items.filter(isMergeKey).flatMap(({ value }) => {
      const target = this.follow(value);
      return isSeq(target) ? target.items : [target];
    });
  }

  private follow(node: unknown): unknown {
    if (!isAlias(node)) return node;
    return this.left-- > 0 ? this.anchors.get(node.source) : undefined;
  }

  private list(node: unknown): readonly unknown[] {
    if (isSeq(node)) return node.items.map((item) => this.follow(item));
    return node === undefined ? [] : [node];
  }

  private textAt(node: unknown, name: string): string {
    const found = this.at(node, name);
    return isScalar(found) ? String(found.value) : '';
  }

  private variables(node: unknown, depth = 0): readonly Variable[] {
    if (isSeq(node)) return node.items.flatMap((item) => this.assignment(this.follow(item)));
    if (!isMap(node) || depth > DEEPEST) return [];
    const own = node.items.flatMap(({ key, value }) => this.variable(key, this.follow(value)));
    const names = new Set(own.map(({ name }) => name));
    const merged = this.merged(node).flatMap((each) => this.variables(this.follow(each), depth + 1));
    return [...merged.filter(({ name }) => !names.has(name)), ...own];
  }

  private variable(key: unknown, value: unknown): Variable[] {
    const place = rangeOf(key);
    const inner = isScalar(value) ? this.inner(value) : undefined;
    if (!place || !isScalar(key) || !inner) return [];
    return [{ name: String(key.value), key: place, ...withoutDollars(inner) }];
  }

  /** `- NAME=value`; without a value the shell's is passed on. */
  private assignment(item: unknown): Variable[] {
    const inner = isScalar(item) ? this.inner(item) : undefined;
    const cut = inner ? inner.text.indexOf('=') : -1;
    if (!inner || cut < 0) return [];
    const { start, end } = inner.value;
    const name = inner.text.slice(0, cut);
    const key = inner.literal ? { start, end: start + cut } : inner.value;
    const value = inner.literal ? { start: start + cut + 1, end } : inner.value;
    return [{ name, key, ...withoutDollars({ text: inner.text.slice(cut + 1), value, literal: inner.literal }) }];
  }

  private inner(scalar: Scalar): Inner | undefined {
    const range = rangeOf(scalar);
    if (!range || scalar.value === null) return undefined;
    const isQuoted = scalar.type === 'QUOTE_DOUBLE' || scalar.type === 'QUOTE_SINGLE';
    const value = isQuoted ? { start: range.start + 1, end: range.end - 1 } : range;
    const text = typeof scalar.value === 'string' ? scalar.value : (scalar.source ?? String(scalar.value));
    return { text, value, literal: this.text.slice(value.start, value.end) === text };
  }

  private path(item: unknown, name: string): ComposePath[] {
    const scalar = isMap(item) ? this.at(item, name) : item;
    const inner = isScalar(scalar) ? this.inner(scalar) : undefined;
    return inner && !isTemplated(inner.text) ? [{ path: inner.text, range: inner.value }] : [];
  }

  /** `./emqx.conf:/opt/emqx/etc/emqx.conf:ro`, or the long form of a bind mount. */
  private mount(item: unknown): ComposeMount[] {
    if (isMap(item)) {
      const target = this.textAt(item, 'target');
      const isBind = this.textAt(item, 'type') === 'bind';
      return isBind ? this.path(item, 'source').map((source) => ({ ...source, target })) : [];
    }
    return this.path(item, '').flatMap(({ path, range }) => {
      const [, source, target] = /^(\.{0,2}\/[^:]*):(\/[^:]*)(?::[^:]*)?$/.exec(path) ?? [];
      return source && target ? [{ path: source, target, range }] : [];
    });
  }
}

const DEEPEST = 20;

type Inner = Pick<Variable, 'text' | 'value' | 'literal'>;

/** Compose itself puts in `$NAME` and `${NAME}`; `$$` is a dollar. */
function withoutDollars({ text, value, literal }: Inner): Omit<Variable, 'name' | 'key'> {
  if (!text.includes('$')) return { text, value, literal, templated: false };
  return { text: text.replaceAll('$$', '$'), value, literal: false, templated: isTemplated(text) };
}

function isTemplated(text: string): boolean {
  return /\$[A-Za-z_{]/.test(text.replaceAll('$$', ''));
}

function isMergeKey({ key }: Pair): boolean {
  return isScalar(key) && (key.value === '<<' || (typeof key.value === 'symbol' && key.value.description === '<<'));
}

function rangeOf(node: unknown): Range | undefined {
  const range = isScalar(node) || isMap(node) || isSeq(node) ? node.range : undefined;
  return range ? { start: range[0], end: range[1] } : undefined;
}
