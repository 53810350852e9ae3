// Writes core/lint/brokers/emqx/flat/keys.generated.json, the options of EMQX 4.4 with their types and defaults, from the
// table that was read out of the broker's own cuttlefish schemas: `node scripts/emqx4-keys.mjs TABLE.json`.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './support/root.mjs';

const table = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'));
const rows = table.keys.map(({ key, datatype, schemaDefault, v5, description }) => [
  key,
  String(datatype ?? 'string').replace(/\s+/g, ''),
  schemaDefault ?? '',
  v5 && !v5.startsWith('(') ? v5 : '',
  description ?? '',
]);
rows.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
const file = path.join(root, 'core/lint/brokers/emqx/flat/keys.generated.json');
writeFileSync(file, `[\n${rows.map((row) => JSON.stringify(row)).join(',\n')}\n]\n`);
