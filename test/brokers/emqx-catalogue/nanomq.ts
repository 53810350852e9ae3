import type { Row } from './row';

const rows: readonly Row[] = [
  {
    id: 'H1',
    text: 'listeners.tcp {\n  bind = "0.0.0.0:1883"\n}\nauth {\n  allow_anonymous = true\n}\n',
    says: ['anonymous-access', 5],
    sound: 'listeners.tcp {\n  bind = "0.0.0.0:1883"\n}\nauth {\n  allow_anonymous = false\n}\n',
  },
  { id: 'H1', text: 'listeners.tcp {\n  bind = "0.0.0.0:1883"\n}\n', says: ['anonymous-access', 1] },
  {
    id: 'H2',
    text: 'auth {\n  no_match = allow\n}\n',
    says: ['acl-unmatched-allowed', 2],
    sound: 'auth {\n  no_match = deny\n}\n',
  },
  {
    id: 'H2',
    text: 'auth.acl.rules = [\n  {"permit": "deny", "username": "a"}\n  {"permit": "allow"}\n]\n',
    says: ['acl-allow-all', 3],
    sound: 'auth.acl.rules = [\n  {"permit": "allow", "username": "a"}\n  {"permit": "deny"}\n]\n',
  },
  {
    id: 'H3',
    text: 'listeners.ssl {\n  bind = "0.0.0.0:8883"\n  verify_peer = true\n  cacertfile = "ca.pem"\n}\n',
    says: ['client-certificate-not-required', 3],
    sound:
      'listeners.ssl {\n  bind = "0.0.0.0:8883"\n  verify_peer = true\n  fail_if_no_peer_cert = true\n  cacertfile = "ca.pem"\n}\n',
  },
  {
    id: 'H3',
    text: 'listeners.ssl {\n  bind = "0.0.0.0:8883"\n  fail_if_no_peer_cert = true\n}\n',
    says: ['client-certificate-contradiction', 3],
  },
  {
    id: 'H4',
    text: 'listeners.ssl {\n  bind = "0.0.0.0:8883"\n  verify_peer = "true"\n}\n',
    says: ['invalid-value', 3],
    sound: 'listeners.ssl {\n  bind = "0.0.0.0:8883"\n  verify_peer = true\n}\n',
  },
  {
    id: 'H5',
    text: 'http_server {\n  port = 8081\n  username = admin\n  password = public\n}\n',
    says: ['default-credentials', 4],
    sound: 'http_server {\n  port = 8081\n  username = admin\n  password = "vK4-pq8Z"\n}\n',
  },
  { id: 'H5', text: 'http_server {\n  port = 8081\n  auth_type = no_auth\n}\n', says: ['http-api-exposed', 1] },
  { id: 'H6', text: 'listeners.tcp {\n  bnid = "0.0.0.0:1883"\n}\n', says: ['unknown-directive', 2] },
  {
    id: 'H6',
    text: 'listeners.ssl {\n  bind = "0.0.0.0:8883"\n  ssl_options {\n    verify_peer = true\n  }\n}\n',
    says: ['misplaced-tls-option', 3],
    level: 'error',
  },
  {
    id: 'H7',
    text: 'listeners.tcp {\n  bind = "0.0.0.0:1883"\n}\n',
    says: ['plaintext-listener', 1],
    sound: 'listeners.tcp {\n  bind = "127.0.0.1:1883"\n}\n',
  },
  {
    id: 'H7',
    text: 'bridges.mqtt.a {\n  server = "mqtt-tcp://broker.example.com:1883"\n}\n',
    says: ['plaintext-upstream', 2],
  },
  {
    id: 'H8',
    text: 'bridges.mqtt.a {\n  server = "tls+mqtt-tcp://broker.example.com:8883"\n  ssl {\n    cacertfile = "ca.pem"\n  }\n}\n',
    says: ['peer-verification-off', 3],
  },
  {
    id: 'H9',
    text: 'listeners.ssl {\n  bind = "0.0.0.0:8883"\n  versions = ["tlsv1.2"]\n}\n',
    says: ['unknown-directive', 3],
  },
  {
    // As much as the protocol allows, which is what NanoMQ ships, is no limit.
    id: 'H10',
    text: 'listeners.tcp {\n  bind = "0.0.0.0:1883"\n}\nmqtt {\n  max_packet_size = 256MB\n}\n',
    says: ['max-packet-size-unset', 5],
    sound: 'listeners.tcp {\n  bind = "0.0.0.0:1883"\n}\nmqtt {\n  max_packet_size = 1MB\n}\n',
  },
];

export const NANOMQ: readonly Row[] = rows.map((row) => ({ broker: 'nanomq', ...row }));
