import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { format } from '../../core/facts/message';
import mosquitto from '../../core/lint/brokers/mosquitto/broker';
import { migrate } from '../../core/lint/brokers/mosquitto/migrate';
import type { LoadedInclude, Workspace } from '../../core/lint/index';
import { applyEdits } from '../../core/lint/source';
import { freePort } from '../support/freePort';
import { tryBroker } from '../support/mosquitto';
import { modelOf, summary } from '../support/mosquittoModel';
import { shared, sharedMissing } from '../support/root';
import { publishes } from '../support/runningBroker';

interface Case {
  readonly name: string;
  readonly text: string;
  readonly becomes: string;
  /** 2.0.22 where it is not named. */
  readonly from?: string;
  readonly plugins?: string;
  /** Words of the notes, beside those about new defaults. */
  readonly notes?: readonly RegExp[];
  /** The listeners differ on purpose; the notes say how. */
  readonly changes?: true;
}

const TLS = 'certfile /c\nkeyfile /k\n';

const CASES: readonly Case[] = [
  {
    name: 'nothing to do',
    text: 'listener 1883 ::1\nallow_anonymous false\n',
    becomes: 'listener 1883 ::1\nallow_anonymous false\n',
  },
  {
    name: 'local-only stays local-only',
    text: '# nothing\npersistence true\n',
    becomes: '# nothing\npersistence true\n',
  },
  { name: 'port', text: 'port 1884\nmax_connections 5\n', becomes: 'listener 1884\nmax_connections 5\n' },
  {
    name: 'port and address, comments kept',
    text: '# plain\nport 1884\n# here only\nbind_address 127.0.0.1\nallow_anonymous true\n',
    becomes: '# plain\nlistener 1884 127.0.0.1\n# here only\nallow_anonymous true\n',
  },
  { name: 'an address alone', text: 'bind_address 127.0.0.1\n', becomes: 'listener 1883 127.0.0.1\n' },
  {
    name: 'options above port belong to it',
    text: `${TLS}port 8883\nlistener 1883 127.0.0.1\nmax_qos 1\n`,
    becomes: `listener 8883\n${TLS}listener 1883 127.0.0.1\nmax_qos 1\n`,
  },
  {
    name: 'options below a late port belong to the listener above it',
    text: 'listener 1883 127.0.0.1\nport 1884\nmax_connections 3\n',
    becomes: 'listener 1883 127.0.0.1\nmax_connections 3\nlistener 1884\n',
  },
  {
    name: 'in 2.1 they belong to the port',
    from: '2.1.2',
    text: 'listener 1883 127.0.0.1\nport 1884\nmax_connections 3\n',
    becomes: 'listener 1883 127.0.0.1\nlistener 1884\nmax_connections 3\n',
  },
  {
    name: 'an option above the first listener opened port 1883',
    text: 'max_connections 9\nlistener 8883\n',
    becomes: 'listener 1883\nmax_connections 9\nlistener 8883\n',
  },
  {
    name: 'an option above the first listener that was lost',
    text: 'tls_version tlsv1.2\nlistener 1883\n',
    becomes: 'listener 1883\n',
    notes: [/tls_version belongs to no listener/],
  },
  {
    name: 'a default value above the first listener opens a port in 2.1 only',
    text: 'max_connections -1\nlistener 8883\n',
    becomes: 'listener 8883\n',
    notes: [/max_connections belongs to no listener/],
  },
  {
    name: '2.0.11 opens port 1883 to everybody for one option',
    from: '2.0.11',
    text: 'max_connections 9\n',
    becomes: 'allow_anonymous true\nlistener 1883\nmax_connections 9\n',
    notes: [/lets everybody in, as it did by default/],
  },
  {
    name: 'and does not heed allow_anonymous there',
    from: '2.0.11',
    text: 'max_connections 9\nallow_anonymous false\n',
    becomes: 'listener 1883\nmax_connections 9\nallow_anonymous false\n',
    notes: [/whatever this line said/, /whether clients without a name get in changes/],
    changes: true,
  },
  {
    name: 'names of 1.x',
    text: 'listener 1883\nauth_plugin /a.so\nauth_opt_file /f\nmaximum_qos 1\nconnection b\naddress h\ntopic a\nusername u\npassword p\nclientid c\n',
    becomes:
      'listener 1883\nplugin /a.so\nplugin_opt_file /f\nmax_qos 1\nconnection b\naddress h\ntopic a\nremote_username u\nremote_password p\nremote_clientid c\n',
  },
  {
    name: '1.6 without a listener is open to the world',
    from: '1.6.15',
    text: 'persistence true\nstore_clean_interval 10\n',
    becomes: 'allow_anonymous true\npersistence true\nlistener 1883\n',
    notes: [/lets everybody in, as it did by default/],
  },
  {
    name: '1.6 with a password file is not',
    from: '1.6.15',
    text: 'port 1883\npassword_file /pw\ntrace_level 1\n',
    becomes: 'listener 1883\npassword_file /pw\n',
  },
  { name: 'options without effect', text: 'retry_interval 20\nlistener 1883\n', becomes: 'listener 1883\n' },
  {
    name: 'parameters for Diffie-Hellman',
    text: `listener 8883\n${TLS}dhparamfile /d`,
    becomes: `listener 8883\n${TLS}`,
  },
  {
    name: 'numbers as they were read',
    text: 'max_inflight_messages 010\nmax_queued_messages 10k # many\nlistener 1883\n',
    becomes: 'max_inflight_messages 10\nmax_queued_messages 10 # many\nlistener 1883\n',
  },
  { name: 'ports too', text: 'listener 01883 127.0.0.1\n', becomes: 'listener 1883 127.0.0.1\n' },
  { name: 'a comment behind the port', text: 'port 1884 # plain\n', becomes: 'listener 1884 # plain\n' },
  {
    name: 'a version of TLS that is gone',
    text: 'connection b\naddress h\ntopic a\nbridge_cafile /ca\nbridge_tls_version tlsv1.1\n',
    becomes: 'connection b\naddress h\ntopic a\nbridge_cafile /ca\nbridge_tls_version tlsv1.2\n',
    notes: [/knows no tlsv1\.1 any more/],
  },
  {
    name: 'one version of TLS became the oldest one',
    from: '2.0.8',
    text: `listener 8883\n${TLS}tls_version tlsv1.2\n`,
    becomes: `listener 8883\n${TLS}tls_version tlsv1.2\n`,
    notes: [/meant this version alone/],
  },
  { name: 'no limit of size', text: 'message_size_limit 0\nlistener 1883\n', becomes: 'listener 1883\n' },
  {
    name: 'a limit of size has no equal',
    text: 'message_size_limit 100\nlistener 1883\n',
    becomes: 'message_size_limit 100\nlistener 1883\n',
    notes: [/message_size_limit stays/],
  },
  {
    name: 'per listener, off',
    text: 'per_listener_settings false\nlistener 1883\nallow_anonymous true\n',
    becomes: 'listener 1883\nallow_anonymous true\n',
  },
  {
    name: 'per listener, anonymous access and prefix',
    text: 'per_listener_settings true\nlistener 1883\nallow_anonymous true\nauto_id_prefix a-\nlistener 1884\nallow_anonymous false\nlistener 1885\n',
    becomes:
      'listener 1883\nlistener_allow_anonymous true\nlistener_auto_id_prefix a-\nlistener 1884\nlistener_allow_anonymous false\nlistener 1885\n',
  },
  {
    name: 'per listener, one listener with files',
    text: 'per_listener_settings true\n\nlistener 1883\npassword_file /pw\nacl_file /acl\nallow_anonymous false\n',
    becomes: '\nlistener 1883\npassword_file /pw\nacl_file /acl\nlistener_allow_anonymous false\n',
  },
  {
    name: 'per listener, the same files',
    text: 'per_listener_settings true\nlistener 1883\npassword_file /pw\nlistener 1884\npassword_file /pw\n',
    becomes: 'password_file /pw\nlistener 1883\nlistener 1884\n',
  },
  {
    name: 'per listener, different files stay',
    text: 'per_listener_settings true\nlistener 1883\npassword_file /pw\nlistener 1884\nallow_anonymous true\n',
    becomes: 'per_listener_settings true\nlistener 1883\npassword_file /pw\nlistener 1884\nallow_anonymous true\n',
    notes: [/listeners differ in password_file/],
  },
  {
    name: 'per listener, different files become plugins where these are known',
    plugins: '/usr/lib/',
    text: 'per_listener_settings true\nlistener 1883\npassword_file /pw\nacl_file /acl\nlistener 1884\nallow_anonymous true\n',
    becomes:
      'listener 1883\nplugin_load mosquitto_password_file /usr/lib/mosquitto_password_file.so\nplugin_opt_password_file /pw\nplugin_use mosquitto_password_file\nplugin_load mosquitto_acl_file /usr/lib/mosquitto_acl_file.so\nplugin_opt_acl_file /acl\nplugin_use mosquitto_acl_file\nlistener 1884\nlistener_allow_anonymous true\n',
  },
  {
    name: 'common files become plugins where these are known',
    plugins: '/usr/lib',
    text: 'listener 1883\npassword_file /pw\n',
    becomes: 'listener 1883\nglobal_plugin /usr/lib/mosquitto_password_file.so\nplugin_opt_password_file /pw\n',
  },
  {
    name: 'per listener, plugins',
    text: 'per_listener_settings true\nlistener 1883\nplugin /p/auth.so\nplugin_opt_file /f\nlistener 1884\nplugin /p/auth.so\n',
    becomes:
      'listener 1883\nplugin_load auth /p/auth.so\nplugin_opt_file /f\nplugin_use auth\nlistener 1884\nplugin_load auth-2 /p/auth.so\nplugin_use auth-2\n',
  },
  {
    name: 'per listener, a line above the first listener that was lost',
    text: 'per_listener_settings true\nallow_anonymous true\nlistener 1883\nallow_anonymous false\n',
    becomes: 'listener 1883\nlistener_allow_anonymous false\n',
    notes: [/allow_anonymous belongs to no listener/],
  },
  {
    name: 'per listener, a password file above the first listener opened port 1883',
    text: 'per_listener_settings true\npassword_file /pw\nlistener 1884\npassword_file /pw\n',
    becomes: 'password_file /pw\nlistener 1883\nlistener 1884\n',
  },
  {
    name: 'per listener, 1.6 lets everybody in where nothing is said',
    from: '1.6.15',
    text: 'per_listener_settings true\nport 1884\nlistener 1885\nlistener 1886\npassword_file /pw\n',
    becomes:
      'per_listener_settings true\nlistener 1884\nlistener_allow_anonymous true\nlistener 1885\nlistener_allow_anonymous true\nlistener 1886\npassword_file /pw\n',
    notes: [/differ in password_file/],
  },
  {
    name: 'per listener, 1.6 lets everybody in at a port too',
    from: '1.6.15',
    text: 'per_listener_settings true\nport 1884\nlistener 1885\nallow_anonymous false\n',
    becomes: 'listener 1884\nlistener_allow_anonymous true\nlistener 1885\nlistener_allow_anonymous false\n',
  },
  {
    name: 'per listener, ids of no length',
    text: 'per_listener_settings true\nlistener 1883\nallow_zero_length_clientid false\nlistener 1884\n',
    becomes: 'per_listener_settings true\nlistener 1883\nallow_zero_length_clientid false\nlistener 1884\n',
    notes: [/differ in allow_zero_length_clientid/],
  },
  {
    name: 'prefix of ids',
    text: 'auto_id_prefix x-\r\nlistener 1883\r\nlistener 1884\r\n',
    becomes: 'listener 1883\r\nlistener_auto_id_prefix x-\r\nlistener 1884\r\nlistener_auto_id_prefix x-\r\n',
  },
  {
    name: 'half of TLS was plaintext and stops 2.1',
    from: '2.0.11',
    text: 'listener 8883\ncertfile /c\n',
    becomes: 'listener 8883\ncertfile /c\n',
    notes: [/had no TLS for want of keyfile/],
    changes: true,
  },
];

function workspaceOf(text: string, version: string, included: readonly string[] = []): Workspace {
  const root = '/etc/t.conf';
  const tree = mosquitto.parse(root, text);
  const others = included.map((content, i) => mosquitto.parse(`/etc/inc/${i}.conf`, content));
  const includes = mosquitto.includes(tree, { depth: 0, version }).map(
    ({ path: written, range, kind, required }): LoadedInclude => ({
      from: root,
      range,
      path: written,
      kind,
      required,
      files: others.map(({ file }) => file),
    }),
  );
  const trees = [tree, ...others];
  return {
    broker: mosquitto,
    version,
    versionAssumed: false,
    root,
    trees,
    includes,
    references: mosquitto.references(trees),
    fragment: false,
    unreadable: undefined,
    now: 0,
    expiryDays: 30,
  };
}

const DEFAULTS = /^(2\.1 cuts off|in 2\.1 a client with|.*: 2\.1 takes TLS 1\.2|(acl|password)_file may stay)/;

function migrated({ text, from = '2.0.22', plugins }: Pick<Case, 'text' | 'from' | 'plugins'>) {
  const { edits, notes } = migrate(workspaceOf(text, from), { plugins });
  return {
    text: applyEdits(text, edits),
    notes: notes.map(({ message }) => format(message)).filter((n) => !DEFAULTS.test(n)),
  };
}

/** Listeners without their order and without TLS versions, which the versions of the broker settle. */
function listeners(text: string, version: string): readonly string[] {
  return summary(modelOf(text, { version }))
    .replace(/tls:\S+/g, 'tls')
    .replace(/ implicit/g, '')
    .replace(/auth:\d+/g, 'auth')
    .split('\n')
    .sort();
}

describe('each rewriting is exactly so, means the same, and is stable', () => {
  for (const one of CASES) {
    test(one.name, () => {
      const { from = '2.0.22', notes = [] } = one;
      const result = migrated(one);
      assert.equal(result.text, one.becomes);
      assert.equal(result.notes.length, notes.length, result.notes.join('\n'));
      for (const note of notes)
        assert.ok(
          result.notes.some((each) => note.test(each)),
          `${note}: ${result.notes}`,
        );
      if (!one.changes) assert.deepEqual(listeners(result.text, '2.1.2'), listeners(one.text, from));
      assert.equal(
        migrated({ ...one, text: result.text, from: '2.1.2' }).text,
        result.text,
        'a second time changes nothing',
      );
    });
  }
});

test('the default listener of several files is gathered where nothing else can get into it', () => {
  const root = 'include_dir inc\nport 1884\n';
  const part = 'max_connections 4\n';
  const { edits } = migrate(workspaceOf(root, '2.0.22', [part]));
  const of = (file: string) => edits.filter(({ span }) => span.file === file);
  assert.equal(applyEdits(root, of('/etc/t.conf')), 'include_dir inc\nlistener 1884\nmax_connections 4\n');
  assert.equal(applyEdits(part, of('/etc/inc/0.conf')), '');
});

test('an include inside an include goes, for 2.1 stops at it', () => {
  const part = 'include_dir deeper\n';
  const { edits, notes } = migrate(workspaceOf('include_dir inc\nlistener 1883\n', '2.0.22', [part]));
  assert.deepEqual(
    edits.map(({ text }) => text),
    [''],
  );
  assert.ok(notes.some(({ message }) => /cannot include others/.test(format(message))));
});

test('without a version the text tells its own', () => {
  const from = (text: string) => migrate({ ...workspaceOf(text, '2.1.2'), versionAssumed: true }).from;
  assert.equal(from('listener 1883\n'), '2.0.22');
  assert.equal(from('listener 1883\nlistener_allow_anonymous true\n'), '2.1.2');
  assert.equal(from('store_clean_interval 10\n'), '1.6.15');
});

test('files of all kinds: never an error, never two edits in one place, and a second time changes nothing', {
  skip: sharedMissing,
}, () => {
  const files = readdirSync(path.join(shared, 'corpus'), { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.conf'),
  );
  const texts = files
    .map((name) => readFileSync(path.join(shared, 'corpus', name), 'utf8'))
    .filter((text) => mosquitto.looksLike(text));
  const { cases }: { cases: readonly { config?: unknown }[] } = JSON.parse(
    readFileSync(path.join(shared, 'reference/mosquitto-oracle.json'), 'utf8'),
  );
  texts.push(...cases.map(({ config }) => String(config ?? '')));
  assert.ok(texts.length > 200);
  let rewritten = 0;
  for (const text of texts) {
    for (const from of ['1.6.15', '2.0.11', '2.0.22', '2.1.2']) {
      const result = migrated({ text, from, plugins: undefined }).text;
      if (result !== text) rewritten++;
      assert.equal(migrated({ text: result, from: '2.1.2', plugins: undefined }).text, result, `${from}: ${text}`);
    }
  }
  assert.ok(rewritten > 100);
});

const top = mkdtempSync(path.join(tmpdir(), 'mqtt-security-migrate-'));
// As root the broker changes to the user mosquitto, who must be able to look in.
chmodSync(top, 0o755);
after(() => rmSync(top, { recursive: true, force: true }));

/** Texts whose rewriting uses nothing that is new in 2.1, so that the installed broker reads both. */
const LIVE: readonly string[] = [
  'port PORT\nbind_address 127.0.0.1\nallow_anonymous true\n',
  'max_connections 5\nport PORT\nlistener PORT2 127.0.0.1\n',
  'listener PORT2 127.0.0.1\nport PORT\nmax_connections 5\n',
  'retry_interval 10\nlistener PORT 127.0.0.1\nmaximum_qos 1\nmessage_size_limit 0\n',
  'per_listener_settings false\nlistener PORT 127.0.0.1\nallow_anonymous true\n',
  'per_listener_settings true\nlistener PORT 127.0.0.1\nlistener PORT2 127.0.0.1\n',
  'listener PORT 127.0.0.1\nconnection b\naddress 127.0.0.1:PORT2\ntopic a/#\nusername u\npassword p\nclientid c\n',
  'max_inflight_messages 010\nbind_address 127.0.0.1\nport PORT\n',
];

/** Does a client without a name get in? */
async function admits(file: string, port: number): Promise<boolean> {
  return publishes(file, port).then(
    () => true,
    () => false,
  );
}

test('the installed broker opens the same ports to the same clients before and after', async (context) => {
  for (const [index, template] of LIVE.entries()) {
    await context.test(template.split('\n')[0] ?? '', async () => {
      const ports = { PORT2: await freePort(), PORT: await freePort() };
      const text = template.replace(/PORT2/g, String(ports.PORT2)).replace(/PORT/g, String(ports.PORT));
      const directory = path.join(top, String(index));
      mkdirSync(directory);
      const opened = async (name: string, content: string) => {
        const file = path.join(directory, name);
        writeFileSync(file, content, { mode: 0o644 });
        const { log, refused } = await tryBroker(file, directory);
        assert.equal(refused, false, log);
        const sockets = [...log.matchAll(/Opening (ipv[46]) listen socket on port (\d+)/g)].map(
          ([, family, port]) => `${family} ${port}`,
        );
        return [...sockets.sort(), await admits(file, ports.PORT)];
      };
      const result = migrated({ text, from: '2.0.11' }).text;
      assert.notEqual(result, text);
      const before = await opened('before.conf', text);
      assert.ok(before.length > 1);
      assert.deepEqual(await opened('after.conf', result), before);
    });
  }
});

test('without the directory of the plugins, the options that they replace stay, and the notes say so', () => {
  const text = 'listener 1883\npassword_file /pw\nacl_file /acl\n';
  const said = (plugins: string | undefined) =>
    migrate(workspaceOf(text, '2.0.22'), { plugins }).notes.map(({ message }) => format(message));
  assert.deepEqual(
    said(undefined).flatMap((note) => /^(\S+) may stay/.exec(note)?.[1] ?? []),
    ['password_file', 'acl_file'],
  );
  assert.ok(!said('/usr/lib').some((note) => note.includes('may stay')));
});
