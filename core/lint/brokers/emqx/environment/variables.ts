import type { Variable } from '../../../syntax/compose';
import { parseHocon } from '../../../syntax/hocon';
import type { Entry, Range, Scalar, Value } from '../../../tree';

const PREFIX = 'EMQX_';

/** `EMQX_LISTENERS__SSL__DEFAULT__BIND` → `listeners`, `ssl`, `default`, `bind`: EMQX lowers the case of all of it. */
export function pathOf(name: string): readonly string[] | undefined {
  if (!/^EMQX_/i.test(name)) return undefined;
  return name.slice(PREFIX.length).toLowerCase().split('__');
}

/** The variables as fields. A name of one segment is no path: such variables are for the start script. */
export function entriesOf(variables: readonly Variable[]): Entry[] {
  return variables.flatMap((variable) => {
    const path = pathOf(variable.name);
    return path && path.length > 1 && path.every((segment) => segment !== '') ? [entryOf(variable, path)] : [];
  });
}

function entryOf(variable: Variable, path: readonly string[]): Entry {
  const { key } = variable;
  const value = fieldValue(variable);
  return { path, key, value, range: { start: key.start, end: Math.max(key.end, value.range.end) } };
}

/** EMQX parses the value as HOCON behind a key; where it is none, it is a text, as `127.0.0.1:1883` is. */
function fieldValue(variable: Variable): Value {
  const range = variable.value;
  if (variable.templated) return { kind: 'missing', range };
  const tree = parseHocon('', `${FAKE_KEY}${variable.text}`);
  const [entry, ...others] = tree.entries;
  const isBroken = tree.errors.length > 0 || others.length > 0 || entry?.path.length !== 1;
  if (isBroken || !entry || entry.value.kind === 'missing') return plain(variable);
  return placed(entry.value, ({ start, end }) =>
    variable.literal
      ? { start: start + range.start - FAKE_KEY.length, end: end + range.start - FAKE_KEY.length }
      : range,
  );
}

const FAKE_KEY = 'fake_key=';

function plain({ text, value: range }: Variable): Scalar {
  return { kind: 'scalar', type: 'string', text, quoted: false, range };
}

/** The value at its place in the file. */
function placed(value: Value, place: (range: Range) => Range): Value {
  const range = place(value.range);
  switch (value.kind) {
    case 'object':
      return {
        kind: 'object',
        range,
        entries: value.entries.map((entry) => ({
          path: entry.path,
          key: place(entry.key),
          value: placed(entry.value, place),
          range: place(entry.range),
        })),
      };
    case 'array':
      return { kind: 'array', range, items: value.items.map((item) => placed(item, place)) };
    case 'scalar':
      return { kind: 'scalar', type: value.type, text: value.text, quoted: value.quoted, range };
    case 'missing':
      return { kind: 'missing', range };
  }
}
