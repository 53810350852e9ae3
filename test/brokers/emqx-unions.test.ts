import assert from 'node:assert/strict';
import { test } from 'node:test';
import { format } from '../../core/facts/message';
import { type Struct, schema, type Type } from '../../core/lint/brokers/emqx/schema';
import { alternatives, typesAt } from '../../core/lint/brokers/emqx/schema-path';
import { isKnown } from '../../core/lint/brokers/emqx/schema-union';
import { modelOf } from '../support/emqx';

/** Lists of blocks of which each is one of many, and a member of each release that others do not have. */
const UNIONS = [
  'authentication',
  'listeners.tcp.a.authentication',
  'gateway.stomp.authentication',
  'authorization.sources',
];

const isFatal = ({ kind }: { readonly kind?: string }) => kind === 'fatal';

/** What the text is refused for. */
function refusals(text: string, version: string): string[] {
  const model = modelOf(text, { version });
  return Object.entries(model.language).flatMap(([rule, drafts]) =>
    drafts.filter(isFatal).map(({ message }) => `${rule}: ${format(message)}`),
  );
}

for (const path of UNIONS) {
  for (const version of schema.versions) {
    test(`${path} in ${version}: every member is taken, and a field that is none is refused in each`, () => {
      const types = typesAt(path.split('.'), version);
      const structs = types.flatMap(structsOf).filter((struct) => isKnown(struct, version));
      assert.ok(structs.length >= 8, String(structs.length));
      for (const struct of structs) {
        const fields = fieldsOf(struct, version);
        const sound = wrap(path, fields);
        assert.deepEqual(refusals(sound, version), [], `${struct.name}: ${sound}`);
        const wrong = refusals(wrap(path, [...fields, 'foo = 1']), version);
        assert.equal(wrong.length, 1, `${struct.name}: ${wrong.join('; ')}`);
        assert.match(wrong[0] ?? '', /^unknown-directive: EMQX knows no “foo”/);
      }
    });
  }
}

function wrap(path: string, fields: readonly string[]): string {
  const block = `{ ${fields.join(', ')} }`;
  return `${path} = ${path.startsWith('gateway') ? block : `[${block}]`}`;
}

function structsOf(type: Type): Struct[] {
  if (type.kind === 'struct') return [schema.struct(type.struct)];
  return type.kind === 'array' ? alternatives(type.item).flatMap(structsOf) : [];
}

/** What the member cannot do without, and the words that tell it from the others. */
function fieldsOf(struct: Struct, version: string): string[] {
  return [...struct.fields.values()].flatMap((field) => {
    if (!field.versions.includes(version) || field.deprecated(version) !== undefined) return [];
    const type = field.type(version);
    const tells = type.kind === 'literal' || (type.kind === 'enum' && type.values.length === 1);
    if (!tells && (!field.required || field.default(version) !== undefined)) return [];
    return [`${field.name} = ${sample(type, version)}`];
  });
}

function sample(type: Type, version: string): string {
  switch (type.kind) {
    case 'literal':
      return type.value;
    case 'enum':
      return type.values[0] ?? '';
    case 'union':
      return sample(type.members[0] ?? { kind: 'any' }, version);
    case 'array':
      return `[${sample(type.item, version)}]`;
    case 'map':
      return '{}';
    case 'struct':
      return `{ ${fieldsOf(schema.struct(type.struct), version).join(', ')} }`;
    default:
      return '"a"';
  }
}

test('5.8 has the old form of LDAP beside the new one, and nothing of later releases', () => {
  const ldap =
    'mechanism = password_based, backend = ldap, server = "a:389", base_dn = "b", username = c, password = d';
  const old = `authentication = [{ ${ldap}, password_attribute = "userPassword" }]`;
  assert.deepEqual(refusals(old, '5.8'), []);
  for (const version of ['5.10', '6.3']) assert.match(refusals(old, version).join(), /password_attribute/);
  const both = `authentication = [{ ${ldap}, password_attribute = "a", method { type = hash } }]`;
  assert.equal(refusals(both, '5.8').length, 1);
  for (const later of ['precondition = "true"', 'acl_ttl_attribute = "a"']) {
    const text = `authentication = [{ ${ldap}, ${later} }]`;
    assert.match(refusals(text, '5.8').join(), /^unavailable-directive/);
    assert.deepEqual(refusals(text, '5.10'), []);
  }
});

test('a kind that no release has is refused in all of them, with the kinds that there are', () => {
  for (const version of schema.versions) {
    assert.match(
      refusals('authentication = [{ mechanism = password_based, backend = sqlite }]', version).join(),
      /mysql/,
    );
    assert.match(refusals('authentication = [{ mechanism = token }]', version).join(), /jwt/);
    assert.match(refusals('authorization.sources = [{ type = jwt }]', version).join(), /built_in_database/);
  }
});
