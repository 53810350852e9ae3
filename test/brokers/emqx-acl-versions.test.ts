import assert from 'node:assert/strict';
import { test } from 'node:test';
import { format } from '../../core/facts/message';
import { analyze, defaultSettings } from '../../core/lint';
import { memoryHost } from '../support/memoryHost';

const VERSIONS = ['5.8', '5.10', '6.3'] as const;

/** One term, and the versions that refuse it: the compilers of 5.8, of 5.9 with its change notes, and of 6.3. */
const TERMS: readonly (readonly [term: string, refusedBy: readonly string[]])[] = [
  ['{allow, all}', []],
  ['{deny, all}', []],
  ['{allow, {security_profile, legacy}}', ['5.8', '5.10']],
  ['{allow, {username, "a"}}', VERSIONS],
  ['{allow, all, all, ["a"]}', []],
  ['{allow, all, all, all}', []],
  ['{allow, all, all, "a"}', VERSIONS],
  ['{allow, all, all, <<"a">>}', VERSIONS],
  ['{allow, all, all, [<<"a">>, {eq, "#"}]}', []],
  ['{allow, {user, "a"}, publish, ["a"]}', []],
  ['{allow, {client, "a"}, subscribe, ["a"]}', []],
  ['{allow, {username, {re, "^a"}}, all, ["a"]}', []],
  ['{allow, {ipaddr, "10.0.0.0/8"}, all, ["a"]}', []],
  ['{allow, {ipaddrs, ["10.0.0.0/8"]}, all, ["a"]}', []],
  ['{allow, {ipaddrs, "10.0.0.0/8"}, all, ["a"]}', VERSIONS],
  ['{allow, {client_attr, "group", "a"}, all, ["a"]}', []],
  ['{allow, {client_attr, "group"}, all, ["a"]}', VERSIONS],
  ['{allow, {zone, "a"}, all, ["a"]}', ['5.8']],
  ['{allow, {listener, {re, "^ssl"}}, all, ["a"]}', ['5.8']],
  ['{allow, {\'or\', [{zone, a}, {username, "a"}]}, all, ["a"]}', ['5.8']],
  ['{allow, {cert_common_name, "a"}, all, ["a"]}', VERSIONS],
  ['{allow, {all}, all, ["a"]}', VERSIONS],
  ['{allow, all, pubsub, ["a"]}', VERSIONS],
  ['{allow, all, {publish, [{qos, [0, 1]}, {retain, all}]}, ["a"]}', []],
  ['{allow, all, {publish, [{qos, 3}]}, ["a"]}', VERSIONS],
  ['{allow, all, {publish, [{retain, maybe}]}, ["a"]}', VERSIONS],
];

async function refusals(text: string, version: string | undefined, configured: boolean): Promise<string[]> {
  const main = 'authorization.sources = [{ type = file, path = "acl.conf" }]\n';
  const host = memoryHost({ '/etc/emqx/emqx.conf': { text: main }, '/etc/emqx/acl.conf': { text } });
  const versions = version === undefined ? {} : { emqx: version };
  const name = configured ? '/etc/emqx/emqx.conf' : '/etc/emqx/acl.conf';
  const analysis = await analyze(name, host, { settings: { ...defaultSettings, versions }, now: 0, broker: 'emqx' });
  assert.ok(analysis);
  const found = analysis.findings.filter(({ rule, level }) => rule === 'acl-syntax' && level === 'error');
  return found.map(({ kind, message }) => `${kind}: ${format(message)}`);
}

for (const [term, refusedBy] of TERMS) {
  test(`${term}: ${refusedBy.length === 0 ? 'taken' : `refused by ${refusedBy.join(', ')}`}`, async () => {
    for (const version of VERSIONS) {
      const found = await refusals(`${term}.\n`, version, true);
      assert.equal(found.length > 0, refusedBy.includes(version), `${version}: ${found.join('; ')}`);
      assert.ok(
        found.every((each) => each.startsWith('fatal: ')),
        found.join('; '),
      );
    }
    // Nobody said which version: what one of them takes is no mistake.
    const found = (await refusals(`${term}.\n{deny, {username, "x"}, all, ["x"]}.\n`, undefined, false)).length > 0;
    assert.equal(found, refusedBy.length === VERSIONS.length);
  });
}

/** `emqx_access_rule` of 4.x; with a list that it cannot read 4.x starts all the same, without any rule. */
const TERMS_OF_4: readonly (readonly [term: string, taken: boolean])[] = [
  ['{allow, all}', true],
  ['{allow, {user, "a"}, pubsub, ["a/%u"]}', true],
  ['{allow, {client, all}, pubsub, ["a/%c"]}', true],
  ['{allow, {\'and\', [{user, "a"}, {ipaddr, "10.0.0.1"}]}, pubsub, ["a"]}', true],
  ['{allow, {user, "a"}, pubsub, <<"a/%u">>}', true],
  ['{allow, {user, "a"}, pubsub, "a/%u"}', false],
  ['{allow, {zone, "a"}, pubsub, ["a"]}', false],
  ['{allow, {client_attr, "a", "b"}, pubsub, ["a"]}', false],
  ['{allow, {security_profile, legacy}}', false],
  ['{allow, {user, "a"}, pubsub, ["a"]', false],
];

for (const [term, taken] of TERMS_OF_4) {
  test(`4.x: ${term}: ${taken ? 'taken' : 'refused'}`, async () => {
    const found = await refusals(`{deny, {user, "x"}, pubsub, ["x"]}.\n${term}.\n`, undefined, false);
    assert.equal(found.length === 0, taken, found.join('; '));
    assert.ok(
      found.every((each) => each.startsWith('correctness: ')),
      found.join('; '),
    );
  });
}

test('a patch release is known by its number', async () => {
  const text = '{allow, {client_attr, "group", "a"}, all, ["a"]}.\n';
  assert.deepEqual(await refusals(text, '5.8.3', false), ['fatal: “client_attr” is known from EMQX 5.8.5 on']);
  assert.deepEqual(await refusals(text, '5.8.5', false), []);
});

test('conditions are offered where the version takes them', async () => {
  const text = '{allow, ';
  const host = memoryHost({ '/etc/emqx/acl.conf': { text } });
  const analysis = await analyze('/etc/emqx/acl.conf', host, { settings: defaultSettings, now: 0, broker: 'emqx' });
  const [tree] = analysis?.workspace.trees ?? [];
  assert.ok(analysis && tree);
  const offered = (version: string) =>
    analysis.broker.editor.complete(tree, text.length, version).map(({ label }) => label);
  const newer = (version: string) =>
    offered(version).filter((label) => ['client_attr', 'zone', 'listener', 'security_profile'].includes(label));
  assert.deepEqual(newer('5.8'), ['client_attr']);
  assert.deepEqual(newer('5.10'), ['client_attr', 'zone', 'listener']);
  assert.deepEqual(newer('6.3'), ['client_attr', 'zone', 'listener', 'security_profile']);
  assert.ok(offered('5.8').includes('username'));
});
