import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { after, test } from 'node:test';
import { format } from '../../core/facts/message';
import { analyze, defaultSettings, mergeSettings, readSettings } from '../../core/lint';
import { mappedPath, withMappings } from '../../core/lint/path-mappings';
import { main } from '../../server/src/cli/main';
import { pathIds, uriIds } from '../../server/src/fileIds';
import { nodeHost } from '../../server/src/host';

const ROOTS = ['/project', '/other'];

function resolved(mappings: unknown, reference: string, ids = pathIds): readonly string[] {
  const { settings, problems } = readSettings({ pathMappings: mappings }, []);
  assert.deepEqual(problems, []);
  const root = ids.id('/project/docker/mosquitto.conf');
  const host = nodeHost({ ids, roots: ROOTS });
  return withMappings(host, settings.pathMappings ?? [], root).resolve(root, reference);
}

test('mapped folders come first, the longest prefix before shorter ones', () => {
  const mappings = { '/mosquitto': '/srv/all', '/mosquitto/certs/': '/srv/certs/' };
  assert.deepEqual(resolved(mappings, '/mosquitto/certs/ca.crt'), [
    '/srv/certs/ca.crt',
    '/srv/all/certs/ca.crt',
    '/mosquitto/certs/ca.crt',
  ]);
  assert.deepEqual(resolved(mappings, '/mosquitto'), ['/srv/all', '/mosquitto']);
  for (const other of ['/mosquitto2/ca.crt', 'mosquitto/ca.crt'])
    assert.equal(resolved(mappings, other).includes('/srv/all'), false);
});

test('folders of the workspace, relative ones and whole disks', () => {
  const reference = '/mosquitto/config/ca.crt';
  const within = ['/project/docker/m/ca.crt', '/project/m/ca.crt', '/other/m/ca.crt', reference];
  for (const folder of ['${workspaceFolder}/m', 'm', './m/']) {
    assert.deepEqual(resolved({ '/mosquitto/config': folder }, reference), within, folder);
  }
  assert.ok(resolved({ '/mosquitto/config': '${workspaceFolder}' }, reference).includes('/project/ca.crt'));
  assert.equal(resolved({ '/mosquitto/config': '/' }, reference)[0], '/ca.crt');
  assert.equal(resolved({ '/': '/image' }, reference)[0], `/image${reference}`);
  assert.equal(resolved({ '/mosquitto/config': '/with space' }, reference, uriIds)[0], 'file:///with%20space/ca.crt');
});

test('the other way round: what the broker calls a folder that is here', () => {
  const called = (mappings: unknown, root: string) => {
    const { settings } = readSettings({ pathMappings: mappings }, []);
    const id = uriIds.id(root);
    const folder = id.slice(0, id.lastIndexOf('/'));
    return mappedPath(nodeHost({ ids: uriIds, roots: ROOTS }), settings.pathMappings ?? [], { root: id, folder });
  };
  const mappings = { '/mosquitto': 'docker', '/mosquitto/config/': '/project/docker/c d' };
  assert.equal(called(mappings, '/project/docker/mosquitto.conf'), '/mosquitto');
  assert.equal(called(mappings, '/project/docker/c d/e f/mosquitto.conf'), '/mosquitto/config/e f');
  assert.equal(called({ '/': '/image' }, '/image/etc/mosquitto.conf'), '/etc');
  assert.equal(called(mappings, '/elsewhere/mosquitto.conf'), undefined);
  assert.equal(called({ '/a': '/project/do' }, '/project/docker/mosquitto.conf'), undefined);
});

test('what is no mapping is said, the rest counts', () => {
  const { settings, problems } = readSettings({ pathMappings: { '/a': '/b', '/c': 1, '': '/d' } }, []);
  assert.deepEqual(settings.pathMappings, [{ prefix: '/a', folder: '/b' }]);
  assert.deepEqual(
    problems.map((problem) => format(problem)),
    ['“/c” must be mapped to the path of a folder', '“” must be mapped to the path of a folder'],
  );
  assert.equal(readSettings({ pathMappings: ['/a'] }, []).problems.length, 1);
  const over = mergeSettings({ ...defaultSettings, pathMappings: [{ prefix: '/a', folder: '/1' }] }, settings);
  assert.deepEqual(
    over.pathMappings.map(({ folder }) => folder),
    ['/b', '/1'],
    'the nearer ones come first',
  );
});

const directory = mkdtempSync(path.join(tmpdir(), 'mqtt-security-mappings-'));
after(() => rmSync(directory, { recursive: true, force: true }));

test('a container’s configuration is judged with the files here: by the setting and by the options file', async () => {
  const write = (name: string, text: string) => {
    mkdirSync(path.dirname(path.join(directory, name)), { recursive: true });
    writeFileSync(path.join(directory, name), text, { mode: 0o600 });
    return path.join(directory, name);
  };
  const config = write('broker/conf/mosquitto.conf', 'listener 1883 127.0.0.1\nacl_file /mosquitto/config/acl\n');
  write('broker/conf/acl', 'topc read a\n');
  const { settings } = readSettings({ pathMappings: { '/mosquitto/config': '${workspaceFolder}/broker/conf' } }, []);
  const host = nodeHost({ ids: pathIds, roots: [directory] });
  const chosen = { settings: mergeSettings(defaultSettings, settings), now: Date.now() };
  const analysis = await analyze(pathIds.id(config), host, chosen);
  assert.ok(analysis?.findings.some(({ rule }) => rule === 'acl-syntax'));
  let said = '';
  const out = (text: string) => {
    said += text;
  };
  const check = () => main(['check', config], { cwd: tmpdir(), stdin: Readable.from([]), out, err: out });
  await check();
  assert.match(said, /file-missing/);
  assert.doesNotMatch(said, /acl-syntax/);
  said = '';
  write('.mqtt-security.json', JSON.stringify({ pathMappings: { '/mosquitto/config': 'broker/conf' } }));
  await check();
  assert.doesNotMatch(said, /file-missing/);
  assert.match(said, /acl-syntax/);
});
