import table from './keys.generated.json';

/** One option of EMQX 4.4; `$name` in the key stands for any one segment. */
export interface Key {
  readonly key: string;
  readonly datatype: string;
  readonly standard: string;
  /** Where 5.x has it; empty: nowhere, or not in one place. */
  readonly successor: string;
  readonly doc: string;
}

export const KEYS: readonly Key[] = table.map(([key = '', datatype = '', standard = '', successor = '', doc = '']) => ({
  key,
  datatype,
  standard,
  successor,
  doc,
}));

const EXACT: ReadonlyMap<string, Key> = new Map(KEYS.map((key) => [key.key, key]));
const PATTERNS: readonly (readonly [readonly string[], Key])[] = KEYS.filter(({ key }) => key.includes('$')).map(
  (key) => [key.key.split('.'), key],
);

export function keyOf(path: readonly string[]): Key | undefined {
  return EXACT.get(path.join('.')) ?? PATTERNS.find(([pattern]) => fits(pattern, path))?.[1];
}

function fits(pattern: readonly string[], path: readonly string[]): boolean {
  return pattern.length === path.length && pattern.every((part, index) => part.startsWith('$') || part === path[index]);
}

/** The words that an option takes; empty where it takes others as well. */
export function wordsOf({ key, datatype }: Key): readonly string[] {
  if (datatype === 'flag') return ['on', 'off'];
  if (/\.verify$/.test(key) && datatype === 'atom') return ['verify_peer', 'verify_none'];
  return /^\{enum,\[(.*)\]\}$/.exec(datatype)?.[1]?.replace(/"/g, '').split(',') ?? [];
}
