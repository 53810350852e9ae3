import assert from 'node:assert/strict';
import { test } from 'node:test';
import { format } from '../../core/facts/message';
import { analyze, defaultSettings, type Translation } from '../../core/lint';
import { memoryHost } from '../support/memoryHost';

const VERSIONS = ['5.8', '5.10', '6.3'];

async function translate(files: Readonly<Record<string, string>>, name = '/etc/emqx.conf'): Promise<Translation> {
  const host = memoryHost(Object.fromEntries(Object.entries(files).map(([file, text]) => [file, { text }])));
  const analysis = await analyze(name, host, { settings: defaultSettings, now: 0 });
  const translation = analysis?.broker.translate?.(analysis.workspace);
  assert.ok(translation);
  return translation;
}

/** Every version of 5.x and later starts with it. */
async function assertAccepted(text: string): Promise<void> {
  for (const version of VERSIONS) {
    const settings = { ...defaultSettings, versions: { emqx: version } };
    const host = memoryHost({ '/new.conf': { text } });
    const analysis = await analyze('/new.conf', host, { settings, now: 0, broker: 'emqx' });
    const wrong = analysis?.findings.filter(
      ({ kind, rule }) =>
        (kind === 'fatal' || rule === 'unknown-directive' || rule === 'invalid-value') && rule !== 'file-missing',
    );
    assert.deepEqual(
      wrong?.map(({ rule, message }) => `${version} ${rule}: ${format(message)}`),
      [],
      text,
    );
  }
}

function lines(text: string): string[] {
  return text.split('\n').map((line) => line.trim());
}

function assertHas(text: string, wanted: readonly string[]): void {
  const all = lines(text);
  for (const line of wanted) assert.ok(all.includes(line), `${line} is missing in\n${text}`);
}

test('what a template decides becomes the safe value', async () => {
  const { text } = await translate({
    '/etc/emqx.conf': `node.name = emqx@127.0.0.1
allow_anonymous = \${ANONYMOUS}
acl_nomatch = {{ nomatch }}
listener.ssl.external = 8883
listener.ssl.external.verify = \${VERIFY}
listener.ssl.external.fail_if_no_peer_cert = false
listener.ssl.external.ciphers = ECDHE-RSA-AES128-GCM-SHA256
listener.ssl.other = 8884
listener.ssl.other.verify = verify_peer
listener.ssl.other.fail_if_no_peer_cert = {{ demand }}
listener.ssl.other.ciphers = ECDHE-RSA-AES128-GCM-SHA256
listener.tcp.open = 1883
listener.tcp.open.zone = \${ZONE}
listener.tcp.open.access.1 = \${RULE}
listener.tcp.open.access.2 = allow all
`,
  });
  assertHas(text, [
    'listeners.ssl.external.ssl_options.verify = verify_peer',
    'listeners.ssl.external.ssl_options.fail_if_no_peer_cert = true',
    'listeners.ssl.other.ssl_options.fail_if_no_peer_cert = true',
    'listeners.ssl.external.enable_authn = true',
    'listeners.tcp.open.enable_authn = true',
    'listeners.tcp.open.access_rules = ["deny all"]',
    'authorization.no_match = deny',
  ]);
  await assertAccepted(text);
});

test('suites, limits, the dashboard and the rest of the words', async () => {
  const { text, left } = await translate({
    '/etc/emqx.conf': `node.name = emqx@127.0.0.1
mqtt.max_packet_size = 2MB
mqtt.max_clientid_len = 1024
mqtt.max_topic_levels = 7
mqtt.retain_available = false
allow_anonymous = false
listener.ssl.external = 8883
listener.ssl.external.zone = external
listener.ssl.external.peer_cert_as_username = cn
listener.ssl.external.ciphers = ECDHE-RSA-AES128-GCM-SHA256,NO-SUCH-SUITE,TLS_AES_256_GCM_SHA384
listener.wss.external = 8084
listener.wss.external.zone = external
listener.wss.external.ciphers = ECDHE-RSA-AES128-GCM-SHA256
zone.external.max_subscriptions = 0
zone.external.max_inflight = 0
zone.external.idle_timeout = 20s
zone.external.mountpoint = devices/%c/
zone.external.enable_acl = on
dashboard.listener.https = 127.0.0.1:18084
dashboard.listener.https.certfile = etc/certs/cert.pem
dashboard.listener.https.keyfile = etc/certs/key.pem
dashboard.listener.https.ciphers = ECDHE-RSA-AES128-GCM-SHA256
`,
  });
  assertHas(text, [
    'mqtt.max_packet_size = 2MB',
    'mqtt.max_clientid_len = 1024',
    'mqtt.retain_available = false',
    'mqtt.peer_cert_as_username = cn',
    '# 5.x does not have these suites: NO-SUCH-SUITE',
    'listeners.ssl.external.ssl_options.ciphers = ["ECDHE-RSA-AES128-GCM-SHA256", "TLS_AES_256_GCM_SHA384"]',
    'zones.external.mqtt.max_subscriptions = infinity',
    'zones.external.mqtt.max_inflight = 65535',
    'zones.external.mqtt.idle_timeout = 20s',
    'listeners.ssl.external.zone = external',
    'listeners.wss.external.zone = external',
    'listeners.ssl.external.mountpoint = "devices/${clientid}/"',
    'dashboard.listeners.https.bind = "127.0.0.1:18084"',
    'dashboard.listeners.https.ssl_options.certfile = "etc/certs/cert.pem"',
    'listeners.tcp.default.enable = false',
    'listeners.ssl.default.enable = false',
  ]);
  assert.equal(lines(text).filter((line) => line === 'zones.external.mqtt.idle_timeout = 20s').length, 1);
  assert.deepEqual(
    left.map(({ option }) => option),
    ['zone.external.enable_acl'],
  );
  await assertAccepted(text);
});

const PLUGINS: readonly (readonly [name: string, text: string, wanted: readonly string[]])[] = [
  [
    'mysql',
    `auth.mysql.server = db:3306
auth.mysql.username = emqx
auth.mysql.password = hidden
auth.mysql.database = users
auth.mysql.auth_query = select password, salt from mqtt_user where username = '%u' limit 1
auth.mysql.password_hash = salt,sha256
auth.mysql.ssl = on
auth.mysql.ssl.cacertfile = etc/ca.pem
auth.mysql.ssl.verify = true
`,
    [
      'backend = mysql',
      'server = "db:3306"',
      'query = "select password AS password_hash, salt from mqtt_user where username = ${username} limit 1"',
      'password_hash_algorithm = { name = sha256, salt_position = prefix }',
      'ssl = { enable = true, verify = verify_peer, cacertfile = "etc/ca.pem" }',
    ],
  ],
  [
    'pgsql',
    `auth.pgsql.server = db:5432
auth.pgsql.database = users
auth.pgsql.auth_query = select password from mqtt_user where username = '%u' limit 1
auth.pgsql.password_hash = pbkdf2,sha256,1000,20
auth.pgsql.ssl = \${TLS}
auth.pgsql.ssl.verify = \${VERIFY}
`,
    [
      'backend = postgresql',
      'password_hash_algorithm = { name = pbkdf2, mac_fun = sha256, iterations = 1000, dk_length = 20 }',
      'ssl = { enable = true, verify = verify_peer }',
    ],
  ],
  [
    'redis',
    `auth.redis.server = 127.0.0.1:6379
auth.redis.database = 1
auth.redis.auth_cmd = HMGET mqtt_user:%u password
auth.redis.password_hash = salt,bcrypt
`,
    [
      'redis_type = single',
      'cmd = "HMGET mqtt_user:${username} password"',
      'password_hash_algorithm = { name = bcrypt }',
    ],
  ],
  [
    'http',
    `auth.http.auth_req.url = https://auth/mqtt
auth.http.auth_req.method = post
auth.http.auth_req.headers.content-type = application/json
auth.http.auth_req.params = clientid=%c,username=%u,password=%P,port=%p
`,
    [
      'url = "https://auth/mqtt"',
      'body = { "clientid" = "${clientid}", "username" = "${username}", "password" = "${password}" }',
      'headers = { "content-type" = "application/json" }',
      'ssl = { enable = true, verify = verify_none }',
    ],
  ],
  [
    'http',
    `auth.http.auth_req.url = http://auth/mqtt
auth.http.auth_req.method = get
auth.http.auth_req.headers.content-type = application/json
auth.http.auth_req.headers.accept = */*
auth.http.auth_req.params = clientid=%c
`,
    ['method = get', 'headers = { "accept" = "*/*" }'],
  ],
  [
    'jwt',
    `auth.jwt.secret = emqxsecret
auth.jwt.from = username
auth.jwt.verify_claims = on
auth.jwt.verify_claims.username = %u
`,
    ['mechanism = jwt', 'from = username', 'algorithm = hmac-based', 'verify_claims = { "username" = "${username}" }'],
  ],
  [
    'jwt',
    `auth.jwt.jwks = https://keys/jwks.json
auth.jwt.pubkey = etc/certs/jwt_public_key.pem
auth.jwt.from = password
`,
    ['use_jwks = true', 'endpoint = "https://keys/jwks.json"'],
  ],
  [
    'jwt',
    `auth.jwt.pubkey = etc/certs/jwt_public_key.pem
auth.jwt.from = password
`,
    ['use_jwks = false', 'public_key = "etc/certs/jwt_public_key.pem"'],
  ],
];

for (const [name, text, wanted] of PLUGINS) {
  test(`the authenticator of the plugin ${name}: ${wanted.at(-1)}`, async () => {
    const translated = await translate(
      { [`/etc/plugins/emqx_auth_${name}.conf`]: text },
      `/etc/plugins/emqx_auth_${name}.conf`,
    );
    assertHas(translated.text, wanted);
    assert.doesNotMatch(translated.text, /authorization/);
    await assertAccepted(translated.text);
  });
}

const LIST = `%% who may do what
{allow, {user, "dashboard"}, subscribe, ["$SYS/#"]}.
{allow, {'and', [{client, "c"}, {ipaddr, "127.0.0.1"}]}, pubsub, ["a/%c/b", "%u"]}.
{deny, all}.
`;
const LIST_NOW = `%% who may do what
{allow, {username, "dashboard"}, subscribe, ["$SYS/#"]}.
{allow, {'and', [{clientid, "c"}, {ipaddr, "127.0.0.1"}]}, all, ["a/\${clientid}/b", "\${username}"]}.
{deny, all}.
`;

test('the access list is translated too: beside the file that names it, and alone', async () => {
  const flat =
    'node.name = emqx@127.0.0.1\nallow_anonymous = false\nacl_file = acl.conf\nlistener.tcp.external = 1883\n';
  const { text } = await translate({ '/etc/emqx.conf': flat, '/etc/acl.conf': LIST });
  const commented = LIST_NOW.trimEnd()
    .split('\n')
    .map((line) => `# ${line}`);
  assert.ok(text.includes(`${commented.join('\n')}\n`), text);
  await assertAccepted(text);
  const alone = await translate({ '/etc/emqx/acl.conf': LIST }, '/etc/emqx/acl.conf');
  assert.equal(alone.text, LIST_NOW);
  assert.equal(alone.languageId, 'emqx-acl');
});

test('comments are in the language of the catalogue', async () => {
  const host = memoryHost({
    '/etc/emqx.conf': { text: 'listener.tcp.a = 1883\nallow_anonymous = false\nnode.async_threads = 4\n' },
  });
  const analysis = await analyze('/etc/emqx.conf', host, { settings: defaultSettings, now: 0, broker: 'emqx' });
  assert.ok(analysis);
  const { text = '' } = analysis.broker.translate?.(analysis.workspace, { 'Not translated': 'Nicht übersetzt' }) ?? {};
  assertHas(text, ['# Nicht übersetzt']);
});

const STORES: readonly (readonly [name: string, text: string, wanted: readonly string[]])[] = [
  [
    'mongo',
    `auth.mongo.type = rs
auth.mongo.rs_set_name = main
auth.mongo.server = a:27017,b:27017
auth.mongo.database = mqtt
auth.mongo.auth_query.selector = username=%u, clientid=%c
auth.mongo.auth_query.password_field = password,salt
auth.mongo.auth_query.password_hash = salt,sha256
auth.mongo.super_query = off
auth.mongo.super_query.super_field = is_superuser
auth.mongo.ssl = on
auth.mongo.ssl.verify = true
`,
    [
      'mongo_type = rs',
      'servers = "a:27017,b:27017"',
      'replica_set_name = "main"',
      'filter = { "username" = "${username}", "clientid" = "${clientid}" }',
      'password_hash_field = "password"',
      'salt_field = "salt"',
      // Nobody is a superuser who was none in 4.x.
      'is_superuser_field = "no_superuser"',
      'ssl = { enable = true, verify = verify_peer }',
    ],
  ],
  [
    'ldap',
    `auth.ldap.servers = ldap.example.com
auth.ldap.port = 636
auth.ldap.bind_dn = cn=root,dc=example,dc=com
auth.ldap.device_dn = ou=device,dc=example,dc=com
auth.ldap.bind_as_user = true
auth.ldap.ssl = true
auth.ldap.ssl.verify = verify_peer
`,
    [
      'server = "ldap.example.com:636"',
      'base_dn = "ou=device,dc=example,dc=com"',
      'filter = "(&(objectClass=mqttUser)(uid=${username}))"',
      'method = { type = bind, bind_password = "${password}" }',
      'ssl = { enable = true, verify = verify_peer }',
    ],
  ],
  [
    'mnesia',
    'auth.mnesia.password_hash = sha512\n',
    ['backend = built_in_database', 'password_hash_algorithm = { name = sha512, salt_position = prefix }'],
  ],
  [
    'http',
    `auth.http.acl_req.url = https://auth/acl
auth.http.acl_req.method = post
auth.http.acl_req.params = access=%A,username=%u,topic=%t,port=%p
`,
    [
      'authorization.no_match = deny',
      'type = http',
      'body = { "access" = "${action}", "username" = "${username}", "topic" = "${topic}" }',
    ],
  ],
];

for (const [name, text, wanted] of STORES) {
  test(`the store of the plugin ${name}: ${wanted[0]}`, async () => {
    const file = `/etc/plugins/emqx_auth_${name}.conf`;
    const translated = await translate({ [file]: text }, file);
    assertHas(translated.text, wanted);
    await assertAccepted(translated.text);
  });
}

test('another search of LDAP, several servers and rules that none can read are left, and open nothing', async () => {
  const file = '/etc/plugins/emqx_auth_ldap.conf';
  const ldap = 'auth.ldap.servers = a,b\nauth.ldap.bind_dn = cn=a\nauth.ldap.device_dn = ou=a\n';
  assert.doesNotMatch((await translate({ [file]: ldap }, file)).text, /^ *backend/m);
  const { text } = await translate({
    '/etc/emqx.conf': `node.name = emqx@127.0.0.1
allow_anonymous = false
acl_nomatch = deny
listener.tcp.a = 1883
listener.tcp.a.access.1 = allow somewhere
`,
  });
  assertHas(text, ['listeners.tcp.a.access_rules = ["deny all"]']);
});

test('hooks, pre-shared keys, log and cluster', async () => {
  const { text } = await translate({
    '/etc/emqx.conf': `node.name = emqx@10.0.0.1
allow_anonymous = false
acl_nomatch = deny
listener.ssl.psk = 8883
listener.ssl.psk.psk_ciphers = PSK-AES128-GCM-SHA256,PSK-3DES-EDE-CBC-SHA
listener.ssl.psk.max_conn_rate = 500
listener.ssl.psk.rate_limit = 100KB,10s
listener.ssl.psk.zone = slow
listener.ssl.psk.enable_crl_check = true
zone.slow.rate_limit.conn_messages_in = 100,10s
zone.slow.force_shutdown_policy = 10000|64MB
psk.file.path = /etc/emqx/psk.txt
exhook.server.default.url = https://hook:9000
exhook.server.default.ssl.cacertfile = /etc/emqx/ca.pem
cluster.discovery = static
cluster.static.seeds = emqx@10.0.0.1,emqx@10.0.0.2
cluster.proto_dist = inet_tls
rpc.driver = ssl
log.to = file
log.level = error
log.dir = /var/log/emqx
log.file = emqx.log
log.rotation = off
`,
  });
  assertHas(text, [
    'listeners.ssl.psk.max_conn_rate = "500/s"',
    'listeners.ssl.psk.bytes_rate = "100KB/10s"',
    'listeners.ssl.psk.messages_rate = "100/10s"',
    'zones.slow.force_shutdown.max_heap_size = 64MB',
    'psk_authentication.init_file = "/etc/emqx/psk.txt"',
    'psk_authentication.enable = true',
    'cluster.static.seeds = ["emqx@10.0.0.1", "emqx@10.0.0.2"]',
    'cluster.proto_dist = inet_tls',
    'rpc.protocol = ssl',
    'log.file.path = "/var/log/emqx/emqx.log"',
    'log.file.rotation_size = infinity',
    'log.console.enable = false',
    '{ name = "default", url = "https://hook:9000", failed_action = deny, ssl = { enable = true, verify = verify_peer, cacertfile = "/etc/emqx/ca.pem" } }',
  ]);
  // EMQX 5.x does not start with it where nobody asks for certificates.
  assert.match(text, /^# listener\.ssl\.psk\.enable_crl_check = true/m);
  await assertAccepted(text);
});
