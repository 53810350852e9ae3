// Re-expresses the facts about EMQX's schema (../shared/reference) as core/lint/brokers/emqx/schema.generated.ts: types,
// fields and names are interned, so that 686 blocks in three releases stay small. Run by hand when the facts change.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { deflateRawSync } from 'node:zlib';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const reference = path.resolve(root, '../shared/reference');
const target = path.join(root, 'core/lint/brokers/emqx/schema.generated.ts');
if (!existsSync(reference)) {
  console.error('../shared/reference is not beside this checkout: the generated schema is left as it is');
  process.exit(1);
}

const read = (name) => JSON.parse(readFileSync(path.join(reference, name), 'utf8'));
const facts = read('emqx-schema-structs.json');
const { tls } = read('emqx-schema.json');
const versions = ['5.8', '5.10', '6.3'];
const structNames = Object.keys(facts.structs);
const structIndex = new Map(structNames.map((name, index) => [name, index]));

/** Roots whose struct the 6.x schema took from another module. */
const MOVED_IN_63 = {
  node: 'emqx_conf_schema:node',
  log: 'emqx_conf_schema:log',
  file_transfer: 'emqx_ft_schema:file_transfer',
  ai: 'emqx_ai_completion_schema:ai',
};

function intern() {
  const list = [];
  const index = new Map();
  const add = (value) => {
    const key = JSON.stringify(value);
    if (!index.has(key)) index.set(key, list.push(value) - 1);
    return index.get(key);
  };
  return { list, add };
}

const types = intern();
const docs = intern();
const fields = intern();
const names = intern();

/** The dump writes structs of the core modules without their module. */
function structId(name, owner) {
  const module = owner.split(':')[0];
  const full = [
    name,
    `${module}:${name}`,
    `emqx_schema:${name}`,
    `emqx_conf_schema:${name}`,
    `emqx_zone_schema:${name}`,
  ].find((candidate) => structIndex.has(candidate));
  if (full === undefined) console.error(`${owner}: no struct ${name}`);
  return full === undefined ? undefined : structIndex.get(full);
}

/** Long unions are cut off in the dump, and some of blocks are named by words; nothing is claimed of such a type. */
function typeId(type, owner) {
  const complete =
    type.split('(').length === type.split(')').length && !type.includes('…') && !type.includes('payload_serde');
  if (!complete) return types.add('any');
  return types.add(
    type.replace(/struct ([\w:$]+)/g, (_, name) => `#${structId(name, owner) ?? 'any'}`).replace(/ ?(\||->) ?/g, '$1'),
  );
}

function mask(list) {
  return list === undefined
    ? 7
    : versions.reduce((bits, version, index) => bits | (list.includes(version) ? 1 << index : 0), 0);
}

/** A converter moves the value into the range instead of refusing it. */
const CLAMPED = new Set(['salt_rounds']);

/** Rates and bursts of the limiter, which the dump calls by the alias that EMQX shows to people. */
function typeOf({ type }, name) {
  if (CLAMPED.has(name)) return 'integer';
  const limiter = type === 'string' && /^(?:.*_)?(rate|burst)$/.exec(name);
  return limiter ? limiter[1] : type;
}

function fieldId(field, owner, name) {
  const row = { t: typeId(typeOf(field, name), owner) };
  if (mask(field.versions) !== 7) row.v = mask(field.versions);
  if (field.default !== undefined && JSON.stringify(field.default).length < 120) row.d = field.default;
  if (field.deprecated !== undefined) row.x = release(field.deprecated);
  if (field.aliases?.length > 0) row.a = field.aliases;
  if (field.required) row.r = 1;
  if (field.importance === 'hidden' || field.importance === 'no_doc') row.h = 1;
  if (field.description) row.c = docs.add(field.description);
  const differs = Object.entries(field.differs ?? {}).map(([version, change]) => [
    versions.indexOf(version),
    difference(field, change, owner),
  ]);
  if (differs.length > 0) row.o = Object.fromEntries(differs);
  return fields.add(row);
}

/** `e5.0.1`, `5.1.0 & e5.1.0`: the number is enough. */
function release(text) {
  return /\d+(?:\.\d+)+/.exec(text)?.[0] ?? text;
}

function difference(field, change, owner) {
  const row = {};
  if (change.type !== undefined)
    row.t =
      isChain(field.type) && change.type.length >= 400
        ? typeId(withOldLdap(field.type), owner)
        : typeId(change.type, owner);
  if (change.default !== undefined && JSON.stringify(change.default).length < 120) row.d = change.default;
  if (change.deprecated !== undefined) row.x = release(change.deprecated);
  return row;
}

/** The one member of 5.8 that later releases no longer have: LDAP with its attributes beside the others. */
function withOldLdap(type) {
  const ldap = 'struct emqx_authn_ldap_schema:ldap';
  return type.replace(ldap, `${ldap} | ${ldap}_deprecated`);
}

/** Authentication chains: the members carry their own versions, so the longest list serves every release. */
function isChain(type) {
  return type.includes('emqx_authn_mnesia_schema:builtin_db');
}

const chain = facts.structs['emqx_schema:mqtt_tcp_listener'].fields.authentication;
const structs = structNames.map((name) =>
  Object.entries(facts.structs[name].fields).flatMap(([field, row]) => [names.add(field), fieldId(row, name, field)]),
);
const roots = facts.roots.flatMap((row) => {
  const type = row.name === 'authentication' ? chain.type : row.type;
  const moved = MOVED_IN_63[row.name];
  const differs = moved ? { 6.3: { type: `struct ${moved}` } } : rootChain(row.name);
  return [names.add(row.name), fieldId({ ...row, type, differs }, 'emqx_conf_schema:root')];
});
function rootChain(name) {
  return name === 'authentication' ? { 5.8: { type: withOldLdap(chain.type) } } : undefined;
}

const ciphers = tls.ciphersAccepted.map(({ name }) => name);
const schema = {
  versions,
  names: names.list,
  types: types.list,
  docs: docs.list,
  fields: fields.list,
  structs,
  structNames,
  roots,
  ciphers,
};
// The packed text may hold ASCII only, one byte a character.
const json = JSON.stringify(schema).replace(/[^ -~]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
const packed = deflateRawSync(json, { level: 9, memLevel: 9 }).toString('base64');
writeFileSync(
  target,
  `// Made by scripts/emqx-schema.mjs. Do not edit.\nexport const VERSIONS = ${JSON.stringify(versions).replaceAll('"', "'").replaceAll(',', ', ')};\n\n/** JSON, packed: see core/facts/inflate.ts. */\nexport const PACKED =\n  '${packed}';\n`,
);
console.log(
  `${path.relative(root, target)}: ${structs.length} blocks, ${fields.list.length} fields, ${Math.round(json.length / 1024)} KB, packed ${Math.round(packed.length / 1024)} KB`,
);
