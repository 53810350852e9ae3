import { t } from '../../../facts/message';
import { type Block, block, field, words } from './key-types';

/**
 * What NanoMQ 0.18 to 0.22 reads from its configuration (`conf_ver2.c` of NanoNNG), in our own words. The broker looks
 * each name up where it expects it, takes a value only if it has the expected type, and passes over everything else
 * without a word: this table is the only check there is.
 */
const ENABLE = field('boolean', t('switches the block on or off; the block alone switches it on'));
const BIND = field('text', t('address and port to listen on, as “0.0.0.0:1883”; without it the block is ignored'));

const FILES = {
  keyfile: field('path', t('private key in PEM; where it cannot be read there is only a line in the log'), {
    role: 'private-key',
  }),
  certfile: field('path', t('certificate in PEM; where it cannot be read there is only a line in the log'), {
    role: 'certificate',
  }),
  cacertfile: field('path', t('authorities in PEM that the other side’s certificate is checked against'), {
    role: 'ca',
  }),
  key_password: field('text', t('password of the private key'), { secret: true }),
};

const TCP = { bind: BIND, enable: ENABLE };

const SSL = {
  ...TCP,
  ...FILES,
  verify_peer: field('boolean', t('asks clients for a certificate; false sends no request'), { standard: 'false' }),
  fail_if_no_peer_cert: field(
    'boolean',
    t('lets in no client without a certificate; counts only together with verify_peer = true'),
    { standard: 'false' },
  ),
};

const CLIENT_SSL = block(t('TLS of a connection that the broker makes; NanoMQ does not check the other side’s name'), {
  enable: ENABLE,
  ...FILES,
  cert_encrypted: field('boolean', t('the files are encrypted (enterprise edition)')),
});

const HEADERS = block(t('HTTP headers, each name with its value'), {}, { open: true });
const PARAMETERS = block(t('parameters of the request, with placeholders such as %u, %P, %c'), {}, { open: true });
const PROPERTIES = block(t('user properties, each name with its value'), {}, { open: true });

const REQUEST = block(t('an HTTP request that decides'), {
  enable: ENABLE,
  url: field('text', t('where the broker asks; over http:// passwords travel in clear')),
  method: field('text', t('post or get; anything else is taken for post'), { standard: 'post' }),
  headers: HEADERS,
  params: PARAMETERS,
  ssl: CLIENT_SSL,
  tls: CLIENT_SSL,
});

const CACHE = {
  disk_cache_size: field('number', t('messages that are kept at most')),
  mounted_file_path: field('text', t('folder of the database')),
  flush_mem_threshold: field('number', t('messages after which the database is written')),
  resend_interval: field('number', t('milliseconds between two attempts to send again')),
  enable: ENABLE,
};

const TOPIC = {
  remote_topic: field('text', t('topic at the other broker')),
  local_topic: field('text', t('topic here')),
  qos: field('number', t('quality of service')),
  retain: field('any', t('what becomes of the retain flag')),
  retain_as_published: field('number', t('keeps the retain flag (MQTT 5)')),
  retain_handling: field('number', t('whether retained messages are sent on subscribing (MQTT 5)')),
};

const FORWARDS = block(t('topics that are sent to the other broker'), TOPIC, { list: true, open: true });
const SUBSCRIPTION = block(t('topics that are taken from the other broker'), TOPIC, { list: true, open: true });

const CONNECTION = {
  enable: ENABLE,
  server: field(
    'text',
    t('the other broker, as mqtt-tcp://host:port, tls+mqtt-tcp://host:port or mqtt-quic://host:port'),
  ),
  proto_ver: field('number', t('5 for MQTT 5, 4 for MQTT 3.1.1, 3 for MQTT 3.1')),
  clientid: field('text', t('client id; absent, a random one')),
  keepalive: field('duration', t('time between two pings'), { standard: '60s' }),
  backoff_max: field('duration', t('longest pause between two attempts to connect')),
  clean_start: field('boolean', t('begins a new session')),
  username: field('text', t('user name at the other broker')),
  password: field('text', t('password at the other broker, in clear'), { secret: true }),
  ssl: CLIENT_SSL,
  tcp: block(t('options of the TCP connection'), {}, { open: true }),
  conn_properties: block(t('properties of the connection (MQTT 5)'), { user_property: PROPERTIES }, { open: true }),
  will: block(t('last will'), {}, { open: true }),
};

const QUIC_TIMES = [
  'quic_keepalive',
  'quic_idle_timeout',
  'quic_discon_timeout',
  'quic_handshake_timeout',
  'quic_send_idle_timeout',
  'quic_initial_rtt_ms',
  'quic_max_ack_delay_ms',
];

const BRIDGE = block(t('a connection to another MQTT broker'), {
  ...CONNECTION,
  ...Object.fromEntries(QUIC_TIMES.map((name) => [name, field('duration', t('a time of the QUIC transport'))])),
  quic_multi_stream: field('boolean', t('several QUIC streams')),
  quic_qos_priority: field('boolean', t('messages with QoS 1 and 2 first')),
  quic_0rtt: field('boolean', t('sends data before the QUIC handshake ends; such data can be replayed')),
  hybrid_bridging: field('boolean', t('falls back from QUIC to TCP')),
  hybrid_servers: field('list', t('servers to fall back to')),
  transparent: field('boolean', t('passes subscriptions of clients on')),
  password_encrypted: field('boolean', t('the password is encrypted (enterprise edition)')),
  forwards: FORWARDS,
  subscription: SUBSCRIPTION,
  sub_properties: block(t('properties of the subscription (MQTT 5)'), { user_property: PROPERTIES }, { open: true }),
  max_parallel_processes: field('number', t('threads of the connection')),
  max_send_queue_len: field('number', t('messages that wait to be sent')),
  max_recv_queue_len: field('number', t('messages that wait to be read')),
  resend_interval: field('number', t('milliseconds between two attempts to send again')),
  resend_wait: field('number', t('milliseconds before sending again')),
  cancel_timeout: field('number', t('milliseconds after which sending is given up')),
  retry_qos_0: field('boolean', t('sends messages of QoS 0 again too')),
});

/** One rule of the access list: conditions, and what follows where they all hold. The first rule that matches decides. */
const ACCESS_RULES = block(
  t('access list; the first rule that matches decides'),
  {
    permit: words(t('the verdict'), ['allow', 'deny']),
    username: field('text', t('user name; # is any')),
    clientid: field('text', t('client id; # is any')),
    ipaddr: field('text', t('address of the client')),
    action: words(t('what the client does'), ['publish', 'subscribe', 'pubsub']),
    topics: field('list', t('topic filters; %u and %c stand for the client’s own names')),
  },
  { list: true, open: true },
);

const AUTH = block(t('who gets in and what he may do'), {
  allow_anonymous: field('boolean', t('lets clients in without a user name'), { standard: 'true' }),
  no_match: words(t('what no rule of the access list names'), ['allow', 'deny'], 'allow'),
  deny_action: words(t('what follows a denial'), ['ignore', 'disconnect'], 'ignore'),
  cache: block(
    t('remembers verdicts'),
    { max_size: field('any', t('verdicts that are kept')), ttl: field('any', t('how long they hold')) },
    { open: true },
  ),
  password: block(
    t('users with their passwords, in clear: NanoMQ knows no hashes'),
    { enable: ENABLE },
    {
      named: field('text', t('password of this user, in clear'), { secret: true }),
    },
  ),
  acl: block(t('access list'), { enable: ENABLE, rules: ACCESS_RULES }),
  http_auth: block(t('another program is asked over HTTP'), {
    enable: ENABLE,
    auth_req: REQUEST,
    super_req: REQUEST,
    acl_req: REQUEST,
    timeout: field('duration', t('longest wait for an answer'), { standard: '5s' }),
    connect_timeout: field('duration', t('longest wait for the connection'), { standard: '5s' }),
    pool_size: field('number', t('connections that are kept open'), { standard: '32' }),
    cache_ttl: field('duration', t('how long an answer holds')),
  }),
});

const HTTP_SERVER = block(t('REST API for administrators, over HTTP without TLS; the block alone switches it on'), {
  enable: ENABLE,
  port: field('number', t('port of the API'), { standard: '8081' }),
  ip_addr: field('text', t('address of the API'), { standard: '0.0.0.0' }),
  limit_conn: field('number', t('requests at a time')),
  parallel: field('number', t('requests at a time')),
  ssl: block(t('TLS of the API (enterprise edition)'), {}, { open: true }),
  max_body: field('any', t('largest request')),
  username: field('text', t('user name of the API; packages bring admin'), { standard: 'admin' }),
  password: field('text', t('password of the API; packages bring public'), { standard: 'public', secret: true }),
  auth_type: words(
    t('how callers prove who they are; no_auth lets everybody in'),
    ['basic', 'jwt', 'no_auth'],
    'basic',
  ),
  jwt: block(t('signed tokens'), {
    public: block(t('key that proves tokens'), { keyfile: field('path', t('public key of tokens')) }),
    private: block(t('key of the issuer, which the broker does not need'), {
      keyfile: field('path', t('private key of tokens')),
    }),
  }),
});

const MQTT = block(t('limits of the protocol'), {
  max_packet_size: field('size', t('largest packet; the protocol ends at 256 MB'), { standard: '10MB' }),
  client_max_packet_size: field('any', t('largest packet that is sent to a client (enterprise edition)')),
  max_mqueue_len: field('number', t('messages that wait for a client'), { standard: '2048' }),
  keepalive_multiplier: field('number', t('how many keepalive times a client may be silent'), { standard: '1.25' }),
  retry_interval: field('duration', t('pause before a message is sent again'), { standard: '10s' }),
  property_size: field('number', t('user properties of a message'), { standard: '32' }),
  max_topic_alias: field('number', t('topic aliases'), { standard: '1024' }),
  max_inflight_window: field('number', t('messages under way to a client')),
  max_awaiting_rel: field('duration', t('longest wait for PUBREL')),
  await_rel_timeout: field('duration', t('longest wait for PUBREL')),
  batch_resend: field('boolean', t('sends all waiting messages again at once')),
  connector: block(t('connection of a gateway'), CONNECTION, { open: true }),
});

const OPEN = { open: true };

/** Roots of the configuration, and of the files of gateways, which have the same language. */
export const ROOTS: Block = block(t('configuration of NanoMQ'), {
  system: block(
    t('threads and sockets of the process'),
    {
      daemon: field('boolean', t('goes into the background'), { standard: 'false' }),
      num_taskq_thread: field('number', t('threads')),
      max_taskq_thread: field('number', t('threads at most')),
      parallel: field('number', t('requests at a time')),
      hook_ipc_url: field('text', t('socket of hooks')),
      cmd_ipc_url: field('text', t('socket of commands')),
    },
    OPEN,
  ),
  mqtt: MQTT,
  listeners: block(t('where clients connect'), {
    tcp: block(t('MQTT without TLS'), TCP, { named: block(t('another listener without TLS'), TCP) }),
    ssl: block(t('MQTT over TLS'), SSL, { named: block(t('another TLS listener'), SSL) }),
    ws: block(t('MQTT over WebSocket without TLS'), TCP, { named: block(t('another WebSocket listener'), TCP) }),
    wss: block(t('MQTT over WebSocket with the TLS files of listeners.ssl'), TCP, {
      named: block(t('another WebSocket listener with TLS'), TCP),
    }),
    quic: block(t('MQTT over QUIC (enterprise edition)'), {}, { open: true }),
  }),
  auth: AUTH,
  http_server: HTTP_SERVER,
  log: block(
    t('the log'),
    {
      to: field('list', t('file, console, syslog')),
      level: words(t('least severity'), ['trace', 'debug', 'info', 'warn', 'error', 'fatal'], 'error'),
      dir: field('text', t('folder of the log')),
      file: field('text', t('name of the log')),
    },
    OPEN,
  ),
  bridges: block(
    t('connections to other brokers'),
    {
      mqtt: block(
        t('MQTT brokers'),
        { cache: block(t('messages of bridges are kept'), CACHE, OPEN) },
        { named: BRIDGE },
      ),
      aws: block(t('AWS IoT Core'), {}, { named: BRIDGE }),
      nng: block(t('connections with nanomsg'), {}, OPEN),
    },
    OPEN,
  ),
  sqlite: block(t('messages are kept in a database'), CACHE, OPEN),
  webhook: block(
    t('events are sent to another program over HTTP'),
    {
      enable: ENABLE,
      url: field('text', t('where events go; over http:// messages travel in clear')),
      headers: HEADERS,
      ssl: CLIENT_SSL,
    },
    OPEN,
  ),
  rules: block(t('rule engine'), {}, OPEN),
  preset: block(t('sessions that exist from the start'), {}, OPEN),
  exchange_client: block(t('exchanges that keep messages'), {}, OPEN),
  parquet: block(
    t('messages are written as Parquet files'),
    {
      encryption: block(
        t('encryption of the files'),
        { key: field('text', t('key, in clear'), { secret: true }) },
        OPEN,
      ),
    },
    OPEN,
  ),
  plugin: block(t('plugins'), {}, OPEN),
  gateway: block(t('connections of a gateway'), {}, OPEN),
  forward_rules: block(t('topics of the DDS gateway'), {}, OPEN),
  dds: block(t('DDS side of the gateway'), {}, OPEN),
  include: field('any', t('another file is read in this place')),
});

/** Options of EMQX that people carry over, and what is to be said of them. */
export const FOREIGN: Readonly<Record<string, 'version' | 'block'>> = {
  versions: 'version',
  ciphers: 'version',
  tls_version: 'version',
  ssl_options: 'block',
};
