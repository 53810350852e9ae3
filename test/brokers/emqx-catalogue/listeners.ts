import { NODE, type Row } from './row';

const OFF = 'listeners.tcp.default.enable = false\n';
const WSS = 'listeners.wss.default.ssl_options { }\n';

export const LISTENERS: readonly Row[] = [
  {
    id: 'C1',
    text: `${NODE}listeners.ssl.default.bind = 8883\n`,
    says: ['implicit-default-listener', 2],
    sound: `${NODE}listeners.ssl.default.bind = 8883\n${['tcp', 'ws', 'wss'].map((type) => `listeners.${type}.default.enable = false\n`).join('')}`,
  },
  {
    id: 'C2',
    text: 'listeners.tcp.default.bind = "0.0.0.0:1883"\n',
    says: ['plaintext-listener', 1],
    sound: 'listeners.tcp.default.bind = "127.0.0.1:1883"\nlisteners.ws.default.enable = false\n',
  },
  { id: 'C2', text: 'listeners.ws.default.bind = 8083\n', says: ['plaintext-listener', 1] },
  {
    id: 'C3',
    // Who writes 0.0.0.0 has thought about it.
    text: 'listeners.ssl.default.bind = 8883\n',
    says: ['listener-all-interfaces', 1],
    sound: 'listeners.ssl.default.bind = "10.0.0.5:8883"\n',
  },
  {
    id: 'C4',
    text: `${NODE}listeners.ssl.mine.bind = 8883\n`,
    says: ['listener-port-clash', 2],
    sound: `${NODE}listeners.ssl.mine.bind = 8885\n`,
  },
  {
    id: 'C4',
    text: 'listeners.tcp.a.bind = "0.0.0.0:1884"\nlisteners.ws.b.bind = "127.0.0.1:1884"\n',
    says: ['listener-port-clash', 2],
  },
  {
    id: 'C5',
    text: 'listeners.tcp.default.bind = "localhost:1883"\n',
    says: ['bind-invalid', 1],
    sound: 'listeners.tcp.default.bind = "[::1]:1883"\n',
    level: 'error',
  },
  { id: 'C5', text: 'listeners.tcp.default.bind = 70000\n', says: ['bind-invalid', 1] },
  { id: 'C5', text: 'listeners.tcp.default.bind = 0.0.0.0:1883\n', says: ['syntax-error', 1] },
  {
    id: 'C6',
    text: 'listeners.tcp.default { bind = 1883, proxy_protocol = true }\n',
    says: ['proxy-protocol-exposed', 1],
    sound:
      'listeners.tcp.default { bind = 1883, proxy_protocol = true, access_rules = ["allow 10.0.0.7", "deny all"] }\n',
  },
  { id: 'C6', text: 'listeners.tcp.default { bind = 1883, proxy_protocol = on }\n', says: ['invalid-value', 1] },
  {
    id: 'C7',
    text: WSS,
    says: ['websockets-no-origin-check', 1],
    // A browser never leaves the origin out (RFC 6455 section 4.1), so `allow_origin_absence` is no matter here.
    sound:
      'listeners.wss.default.websocket { check_origin_enable = true, allow_origin_absence = true, check_origins = "https://example.com" }\n',
  },
  {
    id: 'C8',
    text: WSS,
    says: ['ws-forwarded-header-trust', 1],
    version: '5.10',
    sound: 'listeners.wss.default { bind = "127.0.0.1:8084" }\n',
  },
  {
    id: 'C9',
    text: 'listeners.tcp.default { bind = 1883, access_rules = ["allow 10.0.0.0/8"] }\n',
    says: ['access-rules-no-deny', 1],
    sound: 'listeners.tcp.default { bind = 1883, access_rules = ["allow 10.0.0.0/8", "deny all"] }\n',
    level: 'error',
  },
  {
    id: 'C9',
    text: 'listeners.tcp.default { bind = 1883, access_rules = ["permit all"] }\n',
    says: ['invalid-value', 1],
  },
  { id: 'C9', text: 'listeners.tcp.default { bind = 1883, access_rules = "allow all" }\n', says: ['invalid-value', 1] },
  {
    id: 'C9',
    text: 'listeners.ws.default { bind = 8083, access_rules = ["allow 10.0.0.0/8", "deny all"] }\n',
    says: ['access-rules-ineffective', 1],
    sound: 'listeners.ws.default { bind = 8083, access_rules = ["allow all"] }\n',
  },
  {
    id: 'C9',
    text: `${NODE}listeners.tcp.default.bind = 1883\n`,
    says: ['access-rules-missing', 2],
    sound: `${NODE}listeners.tcp.default { bind = 1883, access_rules = ["allow 10.0.0.0/8", "deny all"] }\n`,
  },
  {
    id: 'C10',
    text: `${NODE}listeners.tcp.default { bind = 1883, max_connections = infinity }\n`,
    says: ['max-connections-unset', 2],
    sound: `${NODE}listeners.tcp.default { bind = 1883, max_connections = 1000 }\n`,
  },
  {
    id: 'C11',
    text: `${NODE}listeners.tcp.default.bind = 1883\n`,
    says: ['conn-rate-missing', 2],
    sound: `${NODE}listeners.tcp.default { bind = 1883, max_conn_rate = "500/s" }\n`,
  },
  {
    id: 'C11',
    text: `${NODE}listeners.tcp.default { bind = 1883, max_conn_rate = "500/s" }\n`,
    says: ['message-rate-missing', 2],
    sound: `${NODE}listeners.tcp.default { bind = 1883, messages_rate = "100/s" }\n`,
  },
  { id: 'C11', text: 'listeners.tcp.default { bind = 1883, max_conn_rate = "5 /s" }\n', says: ['invalid-value', 1] },
  {
    id: 'C11',
    text: 'limiter.connection.rate = "100/s"\n',
    says: ['ignored-root', 1],
    version: '5.10',
  },
  {
    id: 'C12',
    text: 'dashboard.listeners.http.bind = 18083\n',
    says: ['http-api-exposed', 1],
    sound: 'dashboard.listeners.http.bind = "127.0.0.1:18083"\n',
  },
  {
    id: 'C13',
    text: 'dashboard.listeners.http { bind = 18083, enable = false }\n',
    says: ['dashboard-http-enable-ignored', 1],
    sound: 'dashboard.listeners.http { bind = 0 }\n',
    level: 'error',
  },
  {
    id: 'C14',
    text: 'dashboard { listeners.http.bind = "127.0.0.1:18083", cors = true }\n',
    says: ['dashboard-cors-on', 1],
    sound: 'dashboard { listeners.http.bind = "127.0.0.1:18083", cors = false }\n',
  },
  {
    id: 'C15',
    text: 'dashboard { listeners.http.bind = 18083, default_password = public }\n',
    says: ['default-credentials', 1],
    sound: 'dashboard { listeners.http.bind = 18083, default_password = "file:///run/secrets/dashboard" }\n',
    level: 'error',
  },
  {
    id: 'C15',
    text: `${NODE}dashboard.listeners.http.bind = 18083\n`,
    says: ['default-credentials', 2],
    // The environment may set it.
    level: 'info',
  },
  {
    id: 'C16',
    text: `${OFF}dashboard.default_password = "Xk2-vbn9"\n`,
    says: ['secret-in-config', 2],
    mode: 0o644,
    sound: `${OFF}dashboard.default_password = "file:///run/secrets/dashboard"\n`,
  },
  {
    id: 'C17',
    text: `${NODE}dashboard.sso.oidc { enable = true, issuer = "http://id.example.com", clientid = a, secret = "file:///s" }\n`,
    says: ['dashboard-sso-insecure', 2],
    sound: `${NODE}dashboard.sso.oidc { enable = true, issuer = "https://id.example.com", clientid = a, secret = "file:///s", require_pkce = true }\n`,
  },
  {
    id: 'C18',
    text: `${NODE}dashboard.listeners.http.bind = 18083\n`,
    says: ['swagger-exposed', 2],
    sound: `${NODE}dashboard { listeners.http.bind = 18083, swagger_support = false }\n`,
  },
];
