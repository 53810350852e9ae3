import { type Message, t } from '../../../facts/message';
import type { Context } from './scopes';

/** One directive of nginx. */
export interface Row {
  /** Where it may stand. */
  readonly contexts: readonly Context[];
  /** Fewest and most words behind it; no second number, no limit. */
  readonly words: readonly [number, number?];
  readonly type: 'flag' | 'words' | 'time' | 'number' | 'size' | 'path' | 'any';
  /** What it takes, where that is a closed list. */
  readonly choices?: readonly string[];
  /** Letters count as they are written. */
  readonly exact?: boolean;
  /** What each word must look like. */
  readonly pattern?: RegExp;
  /** First version in which it may stand in these contexts too. */
  readonly later?: { readonly contexts: readonly Context[]; readonly since: string };
  /** First version without it. */
  readonly removed?: string;
  readonly standard?: string;
  /** May stand several times in one block. */
  readonly repeated?: boolean;
  /** Absent: known by name and place only; the editor does not offer it. */
  readonly doc?: Message;
}

const STREAM: readonly Context[] = ['stream', 'stream-server'];
const HTTP_SERVER: readonly Context[] = ['http', 'http-server'];
const HTTP: readonly Context[] = ['http', 'http-server', 'location'];
const SERVERS: readonly Context[] = [...STREAM, ...HTTP_SERVER];
const ALL: readonly Context[] = [...STREAM, ...HTTP];
const UPSTREAMS: readonly Context[] = ['stream-upstream', 'http-upstream'];
/** Since 1.27.2 the stream module staples, and checks client certificates with OCSP. */
const STAPLING = { contexts: STREAM, since: '1.27.2' } as const;

const PROTOCOL_WORDS: readonly string[] = ['SSLv2', 'SSLv3', 'TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'];

/** ngx_stream_*.c and ngx_http_*.c of 1.22 to 1.29; run against 1.22.1. */
export const DIRECTIVES: Readonly<Record<string, Row>> = {
  listen: {
    contexts: ['stream-server', 'http-server'],
    words: [1],
    type: 'any',
    repeated: true,
    doc: t('Address and port to listen on; with “ssl” the port speaks TLS.'),
  },
  server: {
    contexts: ['stream', 'http', ...UPSTREAMS],
    words: [0],
    type: 'any',
    repeated: true,
    doc: t('A virtual server, or one machine of an upstream.'),
  },
  upstream: {
    contexts: ['stream', 'http'],
    words: [1, 1],
    type: 'any',
    repeated: true,
    doc: t('A group of servers to which connections are spread.'),
  },
  proxy_pass: {
    contexts: ['stream-server', 'location'],
    words: [1, 1],
    type: 'any',
    doc: t('Where connections are passed on to.'),
  },
  ssl_certificate: {
    contexts: SERVERS,
    words: [1, 1],
    type: 'path',
    repeated: true,
    doc: t('The certificate of the server, with the intermediate ones behind it, in PEM.'),
  },
  ssl_certificate_key: {
    contexts: SERVERS,
    words: [1, 1],
    type: 'path',
    repeated: true,
    doc: t('The private key of the certificate, in PEM.'),
  },
  ssl_password_file: {
    contexts: SERVERS,
    words: [1, 1],
    type: 'path',
    doc: t('File with the pass phrases of private keys, one a line.'),
  },
  ssl_client_certificate: {
    contexts: SERVERS,
    words: [1, 1],
    type: 'path',
    doc: t('Authorities that client certificates are checked against; their names are sent to clients.'),
  },
  ssl_trusted_certificate: {
    contexts: SERVERS,
    words: [1, 1],
    type: 'path',
    doc: t('Authorities that are trusted without being named to clients; OCSP answers are checked against them.'),
  },
  ssl_verify_client: {
    contexts: SERVERS,
    words: [1, 1],
    type: 'words',
    choices: ['on', 'off', 'optional', 'optional_no_ca'],
    standard: 'off',
    doc: t('Whether clients must show a certificate.'),
  },
  ssl_verify_depth: {
    contexts: SERVERS,
    words: [1, 1],
    type: 'number',
    standard: '1',
    doc: t('How many certificates may stand between that of a client and its authority.'),
  },
  ssl_crl: {
    contexts: SERVERS,
    words: [1, 1],
    type: 'path',
    doc: t('Lists of revoked client certificates, in PEM.'),
  },
  ssl_protocols: {
    contexts: SERVERS,
    words: [1],
    repeated: true,
    type: 'words',
    choices: PROTOCOL_WORDS,
    doc: t('TLS versions that are spoken.'),
  },
  ssl_ciphers: {
    contexts: SERVERS,
    words: [1, 1],
    type: 'any',
    standard: 'HIGH:!aNULL:!MD5',
    doc: t('Cipher suites up to TLS 1.2, in the notation of OpenSSL.'),
  },
  ssl_prefer_server_ciphers: {
    contexts: SERVERS,
    words: [1, 1],
    type: 'flag',
    standard: 'off',
    doc: t('The order of the server decides which cipher suite is taken.'),
  },
  ssl_ecdh_curve: {
    contexts: SERVERS,
    words: [1, 1],
    type: 'any',
    standard: 'auto',
    doc: t('Groups for the key exchange.'),
  },
  ssl_dhparam: {
    contexts: SERVERS,
    words: [1, 1],
    type: 'path',
    doc: t('Parameters for the key exchange DHE; without them there is none.'),
  },
  ssl_session_cache: {
    contexts: SERVERS,
    words: [1, 2],
    repeated: true,
    type: 'any',
    pattern: /^(?:off|none|builtin(?::\d+)?|shared:[^:]+:\d+[kKmMgG]?|.*\$.*)$/,
    standard: 'none',
    doc: t('Where the sessions of clients are kept that come again.'),
  },
  ssl_session_timeout: {
    contexts: SERVERS,
    words: [1, 1],
    type: 'time',
    standard: '5m',
    doc: t('How long a session may be resumed.'),
  },
  ssl_session_tickets: {
    contexts: SERVERS,
    words: [1, 1],
    type: 'flag',
    standard: 'on',
    doc: t('Sessions are resumed with tickets, whose key decrypts them all.'),
  },
  ssl_session_ticket_key: {
    contexts: SERVERS,
    words: [1, 1],
    type: 'path',
    repeated: true,
    doc: t('File with the key of session tickets; it must be changed regularly.'),
  },
  ssl_stapling: {
    contexts: HTTP_SERVER,
    words: [1, 1],
    type: 'flag',
    later: STAPLING,
    standard: 'off',
    doc: t('Fetches proof that the certificate is not revoked, and sends it to clients (OCSP stapling).'),
  },
  ssl_stapling_verify: {
    contexts: HTTP_SERVER,
    words: [1, 1],
    type: 'flag',
    later: STAPLING,
    standard: 'off',
    doc: t('Checks that proof against ssl_trusted_certificate.'),
  },
  ssl_stapling_file: {
    contexts: HTTP_SERVER,
    words: [1, 1],
    type: 'path',
    later: STAPLING,
    doc: t('Takes the proof from a file instead of asking for it.'),
  },
  ssl_stapling_responder: {
    contexts: HTTP_SERVER,
    words: [1, 1],
    type: 'any',
    later: STAPLING,
    doc: t('The responder to ask, instead of the one in the certificate.'),
  },
  ssl_ocsp: {
    contexts: HTTP_SERVER,
    words: [1, 1],
    type: 'words',
    choices: ['on', 'off', 'leaf'],
    later: STAPLING,
    standard: 'off',
    doc: t('Asks with OCSP whether client certificates are revoked.'),
  },
  ssl_handshake_timeout: {
    contexts: STREAM,
    words: [1, 1],
    type: 'time',
    standard: '60s',
    doc: t('How long a handshake may take.'),
  },
  ssl_preread: {
    contexts: STREAM,
    words: [1, 1],
    type: 'flag',
    standard: 'off',
    doc: t('Looks at the server name of a connection that stays encrypted.'),
  },
  ssl_reject_handshake: {
    contexts: HTTP_SERVER,
    words: [1, 1],
    type: 'flag',
    later: { contexts: STREAM, since: '1.25.5' },
    standard: 'off',
    doc: t('Refuses every handshake of this server.'),
  },
  ssl: { contexts: HTTP_SERVER, words: [1, 1], type: 'flag', removed: '1.25.1' },
  proxy_ssl: {
    contexts: STREAM,
    words: [1, 1],
    type: 'flag',
    standard: 'off',
    doc: t('Speaks TLS with the servers behind.'),
  },
  proxy_ssl_verify: {
    contexts: ALL,
    words: [1, 1],
    type: 'flag',
    standard: 'off',
    doc: t('Checks the certificates of the servers behind.'),
  },
  proxy_ssl_trusted_certificate: {
    contexts: ALL,
    words: [1, 1],
    type: 'path',
    doc: t('Authorities that the certificates of the servers behind are checked against.'),
  },
  proxy_ssl_name: {
    contexts: ALL,
    words: [1, 1],
    type: 'any',
    doc: t('The name that must stand in the certificates of the servers behind.'),
  },
  proxy_ssl_server_name: {
    contexts: ALL,
    words: [1, 1],
    type: 'flag',
    standard: 'off',
    doc: t('Sends that name to the servers behind (SNI).'),
  },
  proxy_ssl_protocols: {
    contexts: ALL,
    words: [1],
    repeated: true,
    type: 'words',
    choices: PROTOCOL_WORDS,
    doc: t('TLS versions that are spoken with the servers behind.'),
  },
  proxy_ssl_ciphers: {
    contexts: ALL,
    words: [1, 1],
    type: 'any',
    standard: 'DEFAULT',
    doc: t('Cipher suites for the servers behind.'),
  },
  proxy_ssl_certificate: {
    contexts: ALL,
    words: [1, 1],
    type: 'path',
    doc: t('The certificate that is shown to the servers behind.'),
  },
  proxy_ssl_certificate_key: {
    contexts: ALL,
    words: [1, 1],
    type: 'path',
    doc: t('The private key of that certificate.'),
  },
  proxy_timeout: {
    contexts: STREAM,
    words: [1, 1],
    type: 'time',
    standard: '10m',
    doc: t('How long a connection may be silent; one and a half times the keepalive of clients must fit in.'),
  },
  proxy_connect_timeout: {
    contexts: ALL,
    words: [1, 1],
    type: 'time',
    standard: '60s',
    doc: t('How long it may take to connect to a server behind.'),
  },
  proxy_read_timeout: {
    contexts: HTTP,
    words: [1, 1],
    type: 'time',
    standard: '60s',
    doc: t('How long the server behind may be silent; one and a half times the keepalive of clients must fit in.'),
  },
  proxy_protocol: {
    contexts: STREAM,
    words: [1, 1],
    type: 'flag',
    standard: 'off',
    doc: t('Tells the servers behind the address of the client (PROXY protocol); they must expect it.'),
  },
  resolver: {
    contexts: ALL,
    words: [1],
    type: 'any',
    later: { contexts: UPSTREAMS, since: '1.27.3' },
    doc: t('Name servers to ask while nginx runs; OCSP stapling needs one.'),
  },
  resolver_timeout: {
    contexts: ALL,
    words: [1, 1],
    type: 'time',
    later: { contexts: UPSTREAMS, since: '1.27.3' },
    standard: '30s',
    doc: t('How long a name server may take.'),
  },
  limit_conn: {
    contexts: ALL,
    words: [2, 2],
    type: 'any',
    repeated: true,
    doc: t('Most connections for one key of a zone of limit_conn_zone.'),
  },
  limit_conn_zone: {
    contexts: ['stream', 'http'],
    words: [2, 2],
    type: 'any',
    repeated: true,
    doc: t('Counts connections by a key, such as the address of the client.'),
  },
  allow: {
    contexts: ALL,
    words: [1, 1],
    type: 'any',
    repeated: true,
    doc: t('Lets an address or network in. The first rule that matches decides.'),
  },
  deny: {
    contexts: ALL,
    words: [1, 1],
    type: 'any',
    repeated: true,
    doc: t('Keeps an address or network out. The first rule that matches decides.'),
  },
  stream: { contexts: ['main'], words: [0, 0], type: 'any', doc: t('Passes TCP and UDP connections on.') },
  http: { contexts: ['main'], words: [0, 0], type: 'any', doc: t('Serves HTTP, and WebSockets with it.') },
  events: { contexts: ['main'], words: [0, 0], type: 'any' },
  location: { contexts: ['http-server', 'location'], words: [1, 2], type: 'any', repeated: true },
  server_name: {
    contexts: ['http-server'],
    words: [1],
    type: 'any',
    repeated: true,
    // ngx_stream_core_module got it together with virtual servers.
    later: { contexts: ['stream-server'], since: '1.25.5' },
  },
  add_header: { contexts: [...HTTP, 'other'], words: [2, 3], type: 'any', repeated: true },
  proxy_set_header: { contexts: HTTP, words: [2, 2], type: 'any', repeated: true },
  proxy_http_version: { contexts: HTTP, words: [1, 1], type: 'words', choices: ['1.0', '1.1'], exact: true },
  proxy_send_timeout: { contexts: HTTP, words: [1, 1], type: 'time', standard: '60s' },
  proxy_buffering: { contexts: HTTP, words: [1, 1], type: 'flag' },
  proxy_responses: { contexts: STREAM, words: [1, 1], type: 'number' },
  preread_timeout: { contexts: STREAM, words: [1, 1], type: 'time' },
  client_max_body_size: { contexts: HTTP, words: [1, 1], type: 'size' },
  ip_hash: { contexts: ['http-upstream'], words: [0, 0], type: 'any', repeated: true },
  tcp_nodelay: { contexts: ALL, words: [1, 1], type: 'flag' },
  worker_connections: { contexts: ['events'], words: [1, 1], type: 'number' },
};

/** Of older versions `later` does not hold. */
export function findDirective(name: string): Row | undefined {
  return Object.hasOwn(DIRECTIVES, name) ? DIRECTIVES[name] : undefined;
}
