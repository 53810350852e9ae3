import { NODE, type Row } from './row';

const BUILT_IN = 'mechanism = password_based, backend = built_in_database';
const MYSQL =
  'mechanism = password_based, backend = mysql, server = "db.example.com:3306", database = mqtt, username = emqx, query = "SELECT password_hash, salt FROM u WHERE username = ${username} LIMIT 1"';
const HTTP = 'mechanism = password_based, backend = http';
const SECRET = 'secret = "file:///run/secrets/jwt"';
const CLAIMS = 'verify_claims { username = "${username}" }';
const JWT = 'mechanism = jwt, use_jwks = false, algorithm = hmac-based';

const OFF = 'listeners.tcp.default.enable = false\n';

/** A chain of one authenticator on the first line. */
function chain(...options: readonly string[]): string {
  return `authentication = [{ ${options.join(', ')} }]\n`;
}

/** An access list, read with the configuration that names it. */
function list(text: string, who: Partial<Row> = {}): Partial<Row> & Pick<Row, 'name' | 'text'> {
  return { name: '/etc/emqx/acl.conf', text, ...who };
}

const CREDENTIALS: readonly Row[] = [
  {
    id: 'D1',
    text: `${NODE}listeners.tcp.default.bind = 1883\n`,
    says: ['anonymous-access', 2],
    sound: `${NODE}listeners.tcp.default.bind = 1883\n${chain(BUILT_IN)}`,
  },
  { id: 'D1', text: `${NODE}listeners.tcp.default.bind = 1883\nauthentication = []\n`, says: ['anonymous-access', 3] },
  {
    id: 'D1',
    text: `${NODE}listeners.tcp.default.bind = 1883\nauthentication = [{ ${BUILT_IN}, enable = false }]\n`,
    says: ['anonymous-access', 3],
  },
  {
    id: 'D2',
    text: `${NODE}listeners.tcp.default { bind = 1883, enable_authn = false }\n${chain(BUILT_IN)}`,
    says: ['anonymous-access', 2],
    sound: `${NODE}listeners.tcp.default { bind = 1883, enable_authn = true }\n${chain(BUILT_IN)}`,
    level: 'error',
  },
  {
    id: 'D3',
    text: `${NODE}listeners.tcp.default { bind = 1883, enable_authn = true }\n${chain(BUILT_IN)}`,
    says: ['quick-deny-anonymous', 2],
    sound: `${NODE}listeners.tcp.default { bind = 1883, enable_authn = quick_deny_anonymous }\n${chain(BUILT_IN)}`,
    level: 'hint',
  },
  {
    id: 'D4',
    text: `authentication = [\n  { ${BUILT_IN} }\n  { ${BUILT_IN} }\n]\n`.replace('}\n  {', '},\n  {'),
    says: ['authn-duplicate', 3],
    sound: chain(BUILT_IN),
  },
  {
    id: 'D5',
    text: chain(BUILT_IN, 'password_hash_algorithm { name = plain }'),
    says: ['password-plaintext', 1],
    sound: chain(BUILT_IN, 'password_hash_algorithm { name = bcrypt }'),
    level: 'error',
  },
  {
    id: 'D5',
    text: chain(BUILT_IN, 'password_hash_algorithm { name = md5, salt_position = suffix }'),
    says: ['password-hash-weak', 1],
    level: 'error',
  },
  {
    id: 'D5',
    text: chain(BUILT_IN, 'password_hash_algorithm { name = sha256, salt_position = disable }'),
    says: ['password-hash-weak', 1],
    level: 'error',
  },
  {
    id: 'D6',
    text: chain(BUILT_IN, 'password_hash_algorithm { name = pbkdf2, mac_fun = sha256, iterations = 4096 }'),
    says: ['password-hash-weak', 1],
    sound: chain(BUILT_IN, 'password_hash_algorithm { name = pbkdf2, mac_fun = sha256, iterations = 600000 }'),
  },
  {
    id: 'D6',
    text: chain(BUILT_IN, 'password_hash_algorithm { name = pbkdf2, mac_fun = md5, iterations = 600000 }'),
    says: ['password-hash-weak', 1],
  },
  {
    id: 'D6',
    text: chain('mechanism = scram, backend = built_in_database, iteration_count = 1000'),
    says: ['password-hash-weak', 1],
    sound: chain('mechanism = scram, backend = built_in_database, iteration_count = 20000'),
  },
  {
    id: 'D7',
    text: chain(BUILT_IN, 'password_hash_algorithm { name = bcrypt, salt_rounds = 12 }'),
    says: ['bcrypt-rounds-clamped', 1],
    sound: chain(BUILT_IN, 'password_hash_algorithm { name = bcrypt, salt_rounds = 10 }'),
  },
  {
    id: 'D8',
    text: chain(JWT, CLAIMS, 'secret = emqxsecret'),
    says: ['jwt-secret-weak', 1],
    sound: chain(JWT, CLAIMS, SECRET),
    level: 'error',
  },
  {
    id: 'D8',
    text: NODE + chain(JWT, CLAIMS, 'secret = "0123456789abcdef0123456789abcdefXY"'),
    says: ['secret-in-config', 2],
    mode: 0o644,
  },
  {
    id: 'D9',
    text: chain('mechanism = jwt, use_jwks = true', CLAIMS, 'endpoint = "http://id.example.com/keys"'),
    says: ['plaintext-upstream', 1],
    sound: chain(
      'mechanism = jwt, use_jwks = true',
      CLAIMS,
      'endpoint = "https://id.example.com/keys"',
      'ssl { enable = true, verify = verify_peer, cacertfile = "ca.pem" }',
    ),
  },
  { id: 'D10', text: chain(JWT, SECRET), says: ['jwt-claims-unbound', 1], sound: chain(JWT, SECRET, CLAIMS) },
  {
    id: 'D10',
    text: chain(JWT, SECRET, CLAIMS, 'disconnect_after_expire = false'),
    says: ['token-expiry-ignored', 1],
    sound: chain(JWT, SECRET, CLAIMS),
  },
  {
    id: 'D11',
    text: chain(HTTP, 'method = post, url = "http://auth.example.com/mqtt"'),
    says: ['plaintext-upstream', 1],
    sound: chain(
      HTTP,
      'method = post, url = "https://auth.example.com/mqtt"',
      'ssl { enable = true, verify = verify_peer, cacertfile = "ca.pem" }',
    ),
  },
  {
    id: 'D11',
    text: 'authorization.sources = [{ type = http, method = post, url = "http://auth.example.com/acl" }]\n',
    says: ['plaintext-upstream', 1],
  },
  {
    id: 'D11',
    text: chain(HTTP, 'method = post, url = "https://auth.example.com/mqtt"', 'ssl { enable = false }'),
    says: ['invalid-value', 1],
  },
  {
    id: 'D11',
    text: chain(HTTP, 'method = post, url = "http://auth.example.com/mqtt"', 'ssl { enable = true }'),
    says: ['plaintext-upstream', 1],
  },
  {
    id: 'D12',
    text: chain(
      HTTP,
      'method = get, url = "https://a.example/mqtt", body { password = "${password}" }, ssl { enable = true }',
    ),
    says: ['authn-http-get-credentials', 1],
    sound: chain(
      HTTP,
      'method = post, url = "https://a.example/mqtt", body { password = "${password}" }, ssl { enable = true }',
    ),
  },
  {
    id: 'D13',
    text: chain(MYSQL),
    says: ['plaintext-upstream', 1],
    sound: chain(MYSQL, 'ssl { enable = true, verify = verify_peer, cacertfile = "ca.pem" }'),
  },
  {
    id: 'D14',
    text: chain(MYSQL, 'ssl { enable = true, verify = verify_none }'),
    says: ['peer-verification-off', 1],
    sound: chain(MYSQL, 'ssl { enable = true, verify = verify_peer, cacertfile = "ca.pem" }'),
  },
  { id: 'D14', text: chain(MYSQL, 'ssl { enable = true, verify = verify_peer }'), says: ['upstream-ca-missing', 1] },
  {
    id: 'D14',
    text: chain(
      MYSQL,
      'ssl { enable = true, verify = verify_peer, cacertfile = "ca.pem", server_name_indication = disable }',
    ),
    says: ['peer-verification-off', 1],
  },
  {
    id: 'D15',
    text: chain(MYSQL, 'ssl { verify = verify_peer, cacertfile = "ca.pem" }'),
    says: ['plaintext-upstream', 1],
  },
  {
    id: 'D16',
    text: chain(MYSQL.replace('username = emqx', 'username = root')),
    says: ['backend-account-root', 1],
    sound: chain(MYSQL),
  },
  {
    id: 'D16',
    text: OFF + chain(MYSQL, 'password = "Zt5-hhGq"'),
    says: ['secret-in-config', 2],
    mode: 0o644,
    sound: OFF + chain(MYSQL, 'password = "file:///run/secrets/db"'),
  },
];

const DENY = 'no_match = deny, sources = [{ type = built_in_database, enable = true }]';

const RIGHTS: readonly Row[] = [
  {
    id: 'D17',
    text: 'authorization { no_match = allow }\n',
    says: ['acl-unmatched-allowed', 1],
    sound: 'authorization { no_match = deny }\n',
  },
  {
    id: 'D18',
    ...list('{allow, {username, "a"}, all, ["a/#"]}.\n{allow, all}.\n'),
    says: ['acl-allow-all', 2],
    sound: '{allow, {username, "a"}, all, ["a/#"]}.\n{deny, all}.\n',
  },
  {
    id: 'D18',
    ...list('{allow, all}.\n{deny, {username, "a"}, all, ["a/#"]}.\n'),
    says: ['acl-rule-unreached', 2],
    sound: '{deny, {username, "a"}, all, ["a/#"]}.\n{deny, all}.\n',
  },
  {
    id: 'D18',
    ...list('{allow, {ipaddr, "127.0.0.1"}, all, ["$SYS/#", "#"]}.\n{deny, all}.\n'),
    says: ['acl-local-allow', 1],
  },
  { id: 'D19', ...list('{allow, {username, "a"}, all, ["a/#"]}\n'), says: ['acl-syntax', 1], sound: '{deny, all}.\n' },
  {
    id: 'D19',
    ...list('{allow, {username, "a"}, pubsub, ["a/${username}"]}.\n{deny, {clientid, "b"}, all, ["#"]}.\n'),
    says: ['acl-syntax', 1],
  },
  { id: 'D19', ...list('{allow, {usrname, "a"}, all, ["a/#"]}.\n'), says: ['acl-syntax', 1] },
  { id: 'D19', ...list('{allow, {username, "a"}, all}.\n'), says: ['acl-syntax', 1] },
  {
    id: 'D19',
    text: 'authorization.sources = [{ type = file, path = "acl.conf" }]\n',
    says: ['file-missing', 1],
    sound: 'authorization.sources = [{ type = file, path = "there.conf" }]\n',
    files: { '/etc/emqx/there.conf': '{deny, all}.\n' },
  },
  {
    id: 'D20',
    text: 'authorization { no_match = allow, sources = [] }\n',
    says: ['authz-sources-empty', 1],
    sound: `authorization { ${DENY} }\n`,
  },
  {
    id: 'D21',
    text: `authorization { deny_action = ignore, ${DENY} }\n`,
    says: ['authz-deny-ignore', 1],
    sound: `authorization { deny_action = disconnect, ${DENY} }\n`,
  },
  {
    id: 'D22',
    text: `authorization { cache { enable = true, ttl = 2h }, ${DENY} }\n`,
    says: ['authz-cache-long', 1],
    sound: `authorization { cache { enable = true, ttl = 1m }, ${DENY} }\n`,
  },
  {
    id: 'D23',
    text: chain(MYSQL.replace('password_hash, salt', 'password_hash, salt, is_superuser')),
    says: ['superuser-bypass', 1],
    sound: chain(MYSQL),
  },
  {
    id: 'D24',
    ...list('{allow, all, all, ["devices/${username}/#"]}.\n{deny, all}.\n'),
    says: ['topic-wildcard-template', 1],
    sound: '{allow, {username, "a"}, all, ["devices/a/#"]}.\n{deny, all}.\n',
  },
  {
    id: 'D25',
    text: 'exhook.servers = [{ name = a, url = "https://hook.example.com:9000", failed_action = ignore, ssl.enable = true }]\n',
    says: ['exhook-fails-open', 1],
    sound:
      'exhook.servers = [{ name = a, url = "https://hook.example.com:9000", failed_action = deny, ssl.enable = true }]\n',
  },
  {
    id: 'D25',
    text: 'exhook.servers = [{ name = a, url = "http://hook.example.com:9000", failed_action = deny }]\n',
    says: ['plaintext-upstream', 1],
  },
  {
    id: 'D26',
    text: 'psk_authentication.enable = true\nlisteners.ssl.default.ssl_options.versions = ["tlsv1.3"]\n',
    says: ['psk-misconfigured', 1],
    sound: 'psk_authentication.enable = true\nlisteners.ssl.default.ssl_options.ciphers = ["PSK-AES128-GCM-SHA256"]\n',
  },
  {
    id: 'D27',
    text: 'flapping_detect.enable = false\n',
    says: ['flapping-detect-off', 1],
    sound: 'flapping_detect.enable = true\n',
  },
  {
    id: 'D27',
    text: 'mqtt.max_mqueue_len = infinity\n',
    says: ['max-queued-unlimited', 1],
    sound: 'mqtt.max_mqueue_len = 1000\n',
  },
  {
    id: 'D27',
    text: 'zones.z.mqtt.max_mqueue_len = infinity\n',
    says: ['max-queued-unlimited', 1],
    sound: 'zones.z.mqtt.max_mqueue_len = 1000\n',
  },
  {
    id: 'D27',
    text: 'mqtt.max_subscriptions = infinity\n',
    says: ['max-subscriptions-unset', 1],
    sound: 'mqtt.max_subscriptions = 100\n',
  },
  {
    id: 'D27',
    text: 'mqtt.max_packet_size = 100MB\n',
    says: ['message-size-limit-large', 1],
    sound: 'mqtt.max_packet_size = 1MB\n',
  },
  {
    id: 'D27',
    text: 'zones.z.mqtt.max_packet_size = 100MB\n',
    says: ['message-size-limit-large', 1],
  },
  {
    id: 'D27',
    text: 'force_shutdown.enable = false\n',
    says: ['force-shutdown-off', 1],
    sound: 'force_shutdown.enable = true\n',
  },
  {
    id: 'D28',
    text: `${NODE}prometheus { enable_basic_auth = false }\ndashboard.listeners.http.bind = 18083\n`,
    says: ['prometheus-open', 2],
    sound: `${NODE}prometheus { enable_basic_auth = true }\ndashboard.listeners.http.bind = 18083\n`,
  },
  {
    id: 'D28',
    text: 'prometheus.push_gateway { enable = true, url = "http://push.example.com:9091" }\n',
    says: ['plaintext-upstream', 1],
  },
  {
    id: 'D29',
    text: 'api_key.bootstrap_file = "keys.txt"\n',
    says: ['api-key-bootstrap', 1],
    sound: 'api_key.bootstrap_file = ""\n',
  },
  {
    id: 'D29',
    text: 'api_key.bootstrap_file = "keys.txt"\n',
    says: ['password-file-permissions', 1],
    files: { '/etc/emqx/keys.txt': 'app:abc\n' },
  },
  {
    id: 'D30',
    text: chain(BUILT_IN, 'bootstrap_file = "users.csv"'),
    says: ['password-plaintext', 1],
    sound: chain(BUILT_IN, 'bootstrap_file = "users.csv", bootstrap_type = hash'),
    files: { '/etc/emqx/users.csv': 'user_id,password,is_superuser\na,b,false\n' },
  },
];

export const ACCESS: readonly Row[] = [...CREDENTIALS, ...RIGHTS];
