import { NODE, type Row, ssl } from './row';

const FILES = ['certfile = "c.pem"', 'keyfile = "k.pem"', 'cacertfile = "ca.pem"'];
const PEER = 'verify = verify_peer';
const DEMAND = 'fail_if_no_peer_cert = true';

export const CERTIFICATES: readonly Row[] = [
  {
    id: 'B1',
    text: NODE + ssl(...FILES),
    says: ['client-certificate-not-required', 2],
    sound: NODE + ssl(...FILES, PEER, DEMAND),
  },
  {
    id: 'B2',
    text: ssl(...FILES, PEER),
    says: ['client-certificate-not-required', 1],
    sound: ssl(...FILES, PEER, DEMAND),
  },
  {
    id: 'B3',
    text: ssl(...FILES, DEMAND),
    says: ['client-certificate-contradiction', 1],
    sound: ssl(...FILES, PEER, DEMAND),
    level: 'error',
  },
  {
    id: 'B3',
    text: `dashboard.listeners.https { bind = 18084, ssl_options { ${DEMAND} } }\n`,
    says: ['client-certificate-contradiction', 1],
    sound: `dashboard.listeners.https { bind = 18084, ssl_options { ${DEMAND}, ${PEER} } }\n`,
  },
  {
    id: 'B4',
    text: 'listeners.ssl.default {\n  verify = verify_peer\n}\n',
    says: ['misplaced-tls-option', 2],
    sound: 'listeners.ssl.default {\n  ssl_options.verify = verify_peer\n}\n',
    level: 'error',
  },
  {
    id: 'B5',
    text: ssl('certfile = "c.pem"', 'keyfile = "k.pem"', 'cacertfile = "etc/certs/cacert.pem"', PEER, DEMAND),
    says: ['certificate-demo', 1],
    sound: ssl(...FILES, PEER, DEMAND),
  },
  {
    id: 'B6',
    text: ssl('certfile = "etc/certs/cert.pem"', 'keyfile = "etc/certs/key.pem"'),
    says: ['certificate-demo', 1],
    sound: ssl(...FILES),
  },
  {
    id: 'B6',
    text: 'dashboard.listeners.https { bind = 18084, ssl_options { certfile = "etc/certs/cert.pem" } }\n',
    says: ['certificate-demo', 1],
  },
  {
    id: 'B6',
    text: 'gateway.coap.listeners.dtls.default { bind = 5684, dtls_options { certfile = "etc/certs/cert.pem" } }\n',
    says: ['certificate-demo', 1],
  },
  {
    id: 'B7',
    text: `${NODE}mqtt.peer_cert_as_username = cn\n${ssl(...FILES)}`,
    says: ['certificate-identity-unused', 2],
    sound: `${NODE}mqtt.peer_cert_as_username = cn\n${ssl(...FILES, PEER, DEMAND)}listeners.tcp.default.enable = false\nlisteners.ws.default.enable = false\nlisteners.wss.default.enable = false\n`,
  },
  {
    id: 'B7',
    text: `${NODE}zones.z.mqtt.peer_cert_as_clientid = cn\nlisteners.tcp.default { bind = 1883, zone = z }\n`,
    says: ['certificate-identity-unused', 2],
  },
  { id: 'B8', text: ssl(...FILES, 'enable_crl_check = true'), says: ['crl-check-incomplete', 1], level: 'error' },
  {
    id: 'B8',
    text: `listeners.wss.default.ssl_options { ${PEER}, enable_crl_check = true }\n`,
    says: ['crl-check-incomplete', 1],
  },
  {
    id: 'B8',
    text: ssl(...FILES, PEER, DEMAND),
    says: ['no-crl-with-mtls', 1],
    sound: ssl(...FILES, PEER, DEMAND, 'enable_crl_check = true'),
  },
  {
    id: 'B9',
    text: ssl('ocsp.enable_ocsp_stapling = true'),
    says: ['ocsp-stapling-incomplete', 1],
    sound: ssl(
      'ocsp { enable_ocsp_stapling = true, responder_url = "http://ocsp.example.com", issuer_pem = "issuer.pem" }',
    ),
  },
  {
    id: 'B10',
    text: 'listeners.wss.default.ssl_options { ocsp.enable_ocsp_stapling = false }\n',
    says: ['ocsp-wrong-listener', 1],
    sound: ssl('ocsp.enable_ocsp_stapling = false'),
  },
  {
    id: 'B11',
    text: ssl(
      'ocsp { enable_ocsp_stapling = true, responder_url = "http://r3.o.lencr.org", issuer_pem = "issuer.pem" }',
    ),
    says: ['ocsp-dead-end-ca', 1],
    sound: ssl(
      'ocsp { enable_ocsp_stapling = true, responder_url = "http://ocsp.example.com", issuer_pem = "issuer.pem" }',
    ),
  },
  {
    id: 'B12',
    text: ssl(...FILES, PEER, DEMAND),
    says: ['verify-eku-missing', 1],
    sound: ssl(...FILES, PEER, DEMAND, 'verify_peer_ext_key_usage = "clientAuth"'),
  },
  {
    id: 'B13',
    text: ssl('certfile = "certs/absent.pem"', 'keyfile = "certs/there.pem"'),
    says: ['file-missing', 1],
    sound: ssl('certfile = "certs/there.pem"', 'keyfile = "certs/there.pem"'),
    files: { '/etc/emqx/certs/there.pem': '' },
  },
];
