import type { Row } from './row';

const CERTIFICATE = 'ssl_certificate c.pem;\n  ssl_certificate_key k.pem;\n  ';

/** A server of `stream` with TLS: its directives begin on the third line. */
function stream(directives: string, listen = 'listen 8883 ssl;', pass = 'proxy_pass 127.0.0.1:1883;'): string {
  return `stream { server {\n  ${listen}\n  ${directives}\n  ${CERTIFICATE}${pass}\n} }\n`;
}

const rows: readonly Row[] = [
  {
    id: 'I1',
    text: stream('ssl_protocols TLSv1.1 TLSv1.2;'),
    says: ['tls-version-obsolete', 3],
    sound: stream('ssl_protocols TLSv1.2 TLSv1.3;'),
  },
  { id: 'I1', text: stream(''), says: ['tls-version-default-weak', 2], version: '1.22.1' },
  {
    id: 'I2',
    text: stream('ssl_protocols TLSv1.2; ssl_ciphers RC4:HIGH;'),
    says: ['cipher-weak', 3],
    sound: stream('ssl_protocols TLSv1.2; ssl_ciphers ECDHE-ECDSA-AES256-GCM-SHA384;'),
  },
  { id: 'I3', text: stream('ssl_stapling on;'), says: ['unavailable-directive', 3], version: '1.22.1' },
  { id: 'I4', text: stream('ssl_stapling on;'), says: ['ocsp-stapling-incomplete', 3], version: '1.28.0' },
  { id: 'I6', text: stream('resolver 8.8.8.8;'), says: ['resolver-public', 3], sound: stream('resolver 127.0.0.1;') },
  {
    id: 'I7',
    text: stream('', 'listen 8883;'),
    says: ['tls-incomplete', 4],
    sound: stream(''),
    level: 'error',
  },
  {
    id: 'I8',
    text: stream('ssl_client_certificate ca.pem; ssl_verify_client optional;'),
    says: ['client-certificate-not-required', 3],
    sound: stream('ssl_client_certificate ca.pem; ssl_verify_client on;'),
  },
  { id: 'I8', text: stream('ssl_verify_client on;'), says: ['client-certificate-contradiction', 3] },
  {
    id: 'I9',
    text: stream('proxy_ssl on;', undefined, 'proxy_pass broker.example.com:8883;'),
    says: ['peer-verification-off', 6],
    sound: stream(
      'proxy_ssl on; proxy_ssl_verify on; proxy_ssl_trusted_certificate ca.pem; proxy_ssl_name broker.example.com; proxy_ssl_server_name on;',
      undefined,
      'proxy_pass broker.example.com:8883;',
    ),
  },
  {
    id: 'I10',
    text: stream('', undefined, 'proxy_pass broker.example.com:1883;'),
    says: ['plaintext-upstream', 6],
    sound: stream(''),
  },
  {
    id: 'I12',
    text: 'stream { server {\n  listen 1883;\n  proxy_pass 127.0.0.1:1884;\n} }\n',
    says: ['plaintext-listener', 2],
    sound: 'stream { server {\n  listen 127.0.0.1:1883;\n  proxy_pass 127.0.0.1:1884;\n} }\n',
  },
  { id: 'I13', text: stream(''), says: ['session-tickets-lasting', 2], sound: stream('ssl_session_tickets off;') },
  // The ten minutes of the default are enough for the usual keepalive.
  {
    id: 'I14',
    text: stream('proxy_timeout 60s;'),
    says: ['idle-timeout-short', 3],
    sound: stream('proxy_timeout 1h;'),
  },
  { id: 'I15', text: stream('add_header X-A b;'), says: ['misplaced-directive', 3] },
  { id: 'I16', text: `events {} ${stream('')}`, says: ['max-connections-unset', 2] },
];

export const NGINX: readonly Row[] = rows.map((row) => ({ broker: 'nginx', ...row }));
