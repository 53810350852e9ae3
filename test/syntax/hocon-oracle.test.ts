import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { LineIndex } from '../../core/lint/source';
import { parseHocon } from '../../core/lint/syntax/hocon';
import { scanHocon } from '../../core/lint/syntax/hocon-lexer';
import { type HoconNode, resolveHocon } from '../../core/lint/syntax/hocon-resolve';
import { rebuild } from '../../core/lint/syntax/rebuild';
import { shared, sharedMissing } from '../support/root';

interface OracleCase {
  readonly input: string;
  readonly ok: boolean;
  readonly line?: number;
  readonly value?: unknown;
  readonly kind?: string;
}

const file = path.join(shared, 'reference/hocon-oracle.json');
const { cases }: { cases: OracleCase[] } = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { cases: [] };

test('the parser agrees with emqx/hocon on every oracle case', { skip: sharedMissing }, async (context) => {
  assert.equal(cases.length, 116);
  for (const oracle of cases) await context.test(JSON.stringify(oracle.input), () => agree(oracle));
});

function agree(oracle: OracleCase): void {
  const tree = parseHocon('x.conf', oracle.input);
  assert.equal(rebuild(tree), oracle.input);
  const { root, problems } = resolveHocon(tree, () => undefined);
  const fatal = tree.errors.filter((error) => error.fatal);
  assert.equal(fatal.length + problems.length === 0, oracle.ok, JSON.stringify([...fatal, ...problems]));
  if (oracle.ok) assert.deepEqual(plain(root), oracle.value);
  else if (oracle.line !== undefined)
    assert.equal(
      firstLine(
        oracle,
        fatal.map(({ range }) => range.start),
      ),
      oracle.line,
    );
}

/** The broker scans the whole text before it parses, so a scan error comes first. */
function firstLine({ input, kind }: OracleCase, parseErrors: readonly number[]): number {
  const scan = scanHocon(input)
    .tokens.filter((token) => token.kind === 'illegal')
    .map(({ start }) => start);
  assert.equal(scan.length > 0, kind === 'scan_error');
  return new LineIndex(input).lineAt(scan[0] ?? parseErrors[0] ?? -1) + 1;
}

function plain(node: HoconNode): unknown {
  if (node.kind === 'array') return node.items.map(plain);
  if (node.kind === 'object')
    return Object.fromEntries([...node.children].map(([name, child]) => [name, plain(child)]));
  assert.equal(node.kind, 'scalar');
  if (node.type === 'number') return Number(node.text);
  if (node.type === 'null') return null;
  return node.type === 'boolean' ? node.text === 'true' : node.text;
}
