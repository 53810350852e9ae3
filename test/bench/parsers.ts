import { createRequire } from 'node:module';
import path from 'node:path';
import { parseHocon } from '../../core/lint/syntax/hocon';
import { type HoconNode, resolveHocon } from '../../core/lint/syntax/hocon-resolve';
import type { Entry, Value } from '../../core/lint/tree';
import { analyzeText } from '../support/inspectAnalysis';
import { emqx } from './generate';

/** The same listeners in HOCON, YAML and JSON, about so many bytes of HOCON. */
function texts(bytes: number) {
  const { text: hocon } = emqx(Math.max(10, Math.round(bytes / 21)));
  // Without the values that are wrong on purpose, which are no matter of syntax.
  const value = plain(hocon);
  return { hocon, json: JSON.stringify(value, undefined, 2), yaml: yaml(value, '') };
}

function plain(hocon: string): Record<string, unknown> {
  const { root } = resolveHocon(parseHocon('x', hocon), () => undefined);
  const from = (node: typeof root): unknown => {
    if (node.kind === 'object')
      return Object.fromEntries([...node.children].map(([name, child]) => [name, from(child)]));
    if (node.kind === 'array') return node.items.map(from);
    return node.type === 'number' ? Number(node.text) : node.type === 'boolean' ? node.text === 'true' : node.text;
  };
  return from(root) as Record<string, unknown>;
}

function yaml(value: Record<string, unknown>, indent: string): string {
  return Object.entries(value)
    .map(([name, inner]) =>
      typeof inner === 'object' && inner !== null && !Array.isArray(inner)
        ? `${indent}${name}:\n${yaml(inner as Record<string, unknown>, `${indent}  `)}`
        : `${indent}${name}: ${JSON.stringify(inner)}\n`,
    )
    .join('');
}

type Run = (text: string) => unknown;

interface Contender {
  readonly name: string;
  readonly format: 'hocon' | 'json' | 'yaml';
  readonly run: Run;
  /** It grows with the square of the length, or its stack ends. */
  readonly most: number;
}

/** How many offsets and names there are: each of them is asked for. */
function visited(entries: readonly Entry[]): number {
  return entries.reduce((sum, { path: names, key, range, value }) => {
    return sum + names.length + key.start + range.end + visitedValue(value);
  }, 0);
}

function visitedValue(value: Value): number {
  const { start } = value.range;
  if (value.kind === 'object') return start + visited(value.entries);
  if (value.kind === 'array') return value.items.reduce((sum, item) => sum + visitedValue(item), start);
  return value.kind === 'scalar' ? start + value.text.length : start;
}

/** How many characters the names and texts of the merged nodes have. */
function visitedNode(node: HoconNode): number {
  let sum = 0;
  if (node.kind === 'object') for (const [name, child] of node.children) sum += name.length + visitedNode(child);
  else if (node.kind === 'array') for (const item of node.items) sum += visitedNode(item);
  else sum += node.text.length;
  return sum;
}

function contenders(cache: string): readonly Contender[] {
  const peer = createRequire(path.join(cache, 'package.json'));
  const eemeli = peer('yaml');
  const jsYaml = peer('js-yaml');
  const pushcorn = peer('@pushcorn/hocon-parser');
  const hoconParser = peer('hocon-parser');
  const all = Number.POSITIVE_INFINITY;
  return [
    { name: 'JSON.parse', format: 'json', run: (text) => JSON.parse(text), most: all },
    { name: 'ours: parse', format: 'hocon', run: (text) => parseHocon('x', text), most: all },
    {
      // The others make every object as they parse; ours are made when they are read.
      name: 'ours: parse and read every node',
      format: 'hocon',
      run: (text) => visited(parseHocon('x', text).entries),
      most: all,
    },
    {
      name: 'ours: parse and merge',
      format: 'hocon',
      run: (text) => resolveHocon(parseHocon('x', text), () => undefined),
      most: all,
    },
    {
      name: 'ours: parse, merge and read every node',
      format: 'hocon',
      run: (text) => visitedNode(resolveHocon(parseHocon('x', text), () => undefined).root),
      most: all,
    },
    { name: 'ours: parse, schema and all rules', format: 'hocon', run: (text) => analyzeText(text, 'emqx'), most: all },
    { name: 'hocon-parser', format: 'hocon', run: hoconParser.default ?? hoconParser, most: all },
    { name: '@pushcorn/hocon-parser', format: 'hocon', run: (text) => pushcorn.parse({ text }), most: 1e5 },
    { name: 'js-yaml load', format: 'yaml', run: jsYaml.load, most: all },
    { name: 'yaml CST', format: 'yaml', run: (text) => [...new eemeli.Parser().parse(text)], most: 2e6 },
    { name: 'yaml parseDocument', format: 'yaml', run: (text) => eemeli.parseDocument(text), most: 2e6 },
  ];
}

const LONG_MS = 2000;

/** Megabytes a second and times of `JSON.parse`, medians of rounds that are run in turn. */
export async function parsers(cache: string): Promise<readonly (readonly string[])[]> {
  const rows: string[][] = [];
  for (const bytes of [1e4, 1e6, 1e7]) {
    const given = texts(bytes);
    const fit = contenders(cache).filter(({ most }) => bytes <= most);
    const times = fit.map(() => [] as number[]);
    const rounds = bytes < 1e5 ? 60 : bytes < 5e6 ? 9 : 5;
    for (let round = 0; round < rounds; round++) {
      for (const [index, { format, run }] of fit.entries()) {
        if ((times[index]?.[0] ?? 0) > LONG_MS) continue;
        // Nobody pays for what the one before has left.
        if (bytes > 1e5) globalThis.gc?.();
        const started = performance.now();
        await run(given[format]);
        const time = performance.now() - started;
        // The first rounds warm the compiler up; what takes long has done so by itself.
        if (round >= rounds / 4 || time > LONG_MS) times[index]?.push(time);
      }
    }
    const speeds = fit.map(({ format }, index) => given[format].length / 1e3 / median(times[index] ?? []));
    for (const [index, { name }] of fit.entries()) {
      const speed = speeds[index] ?? 0;
      rows.push([name, `${bytes / 1e3} KB`, `${speed.toFixed(1)} MB/s`, `${(speed / (speeds[0] ?? 1)).toFixed(3)}×`]);
    }
  }
  return rows;
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN;
}
