import type { Row } from './row';

const SSL = 'listener.ssl.a = 8883\n';
const TAIL =
  'listener.ssl.a.ciphers = ECDHE-ECDSA-AES256-GCM-SHA384\nallow_anonymous = false\nnode.name = emqx@127.0.0.1\n';
const TCP = 'allow_anonymous = false\nlistener.tcp.a = 127.0.0.1:1883\nnode.name = emqx@127.0.0.1\n';

export const FLAT: readonly Row[] = [
  {
    id: 'G1',
    text: 'allow_anonymous = true\nacl_nomatch = deny\nlistener.tcp.a = 1883\nnode.name = emqx@127.0.0.1\n',
    says: ['anonymous-access', 1],
    sound: 'allow_anonymous = false\nacl_nomatch = deny\nlistener.tcp.a = 1883\nnode.name = emqx@127.0.0.1\n',
  },
  {
    id: 'G1',
    text: `${TCP}listener.tcp.b = 1884\nlistener.tcp.b.zone = open\nzone.open.allow_anonymous = true\n`,
    says: ['anonymous-access', 6],
  },
  {
    id: 'G2',
    text: `acl_nomatch = allow\n${TCP}`,
    says: ['acl-unmatched-allowed', 1],
    sound: `acl_nomatch = deny\n${TCP}`,
  },
  { id: 'G3', text: `node.cookie = emqxsecretcookie\n${TCP}`, says: ['default-credentials', 1] },
  { id: 'G3', text: `dashboard.default_user.password = public\n${TCP}`, says: ['default-credentials', 1] },
  { id: 'G3', text: `management.default_application.secret = public\n${TCP}`, says: ['default-credentials', 1] },
  { id: 'G3', text: `management.listener.http = 8081\n${TCP}`, says: ['http-api-exposed', 1] },
  {
    id: 'G4',
    text: SSL + TAIL,
    says: ['tls-version-default-weak', 1],
    sound: `${SSL}listener.ssl.a.tls_versions = tlsv1.3,tlsv1.2\n${TAIL}`,
  },
  {
    id: 'G5',
    text: `${SSL}listener.ssl.a.tls_versions = tlsv1.2,tlsv1.1\n${TAIL}`,
    says: ['tls-version-obsolete', 2],
    sound: `${SSL}listener.ssl.a.tls_versions = tlsv1.3,tlsv1.2\n${TAIL}`,
  },
  { id: 'G5', text: `${SSL}listener.ssl.a.ciphers = DES-CBC3-SHA\n${TCP}`, says: ['cipher-weak', 2] },
  {
    id: 'G6',
    text: `${SSL}listener.ssl.a.verify = verify_peer\nlistener.ssl.a.cacertfile = ca.pem\n${TAIL}`,
    says: ['client-certificate-not-required', 2],
    sound: `${SSL}listener.ssl.a.verify = verify_peer\nlistener.ssl.a.cacertfile = ca.pem\nlistener.ssl.a.fail_if_no_peer_cert = true\n${TAIL}`,
  },
  {
    id: 'G6',
    text: `${SSL}listener.ssl.a.fail_if_no_peer_cert = true\n${TAIL}`,
    says: ['client-certificate-contradiction', 2],
  },
  { id: 'G7', text: SSL + TCP, says: ['required-missing', 1], sound: SSL + TAIL },
  {
    id: 'G7',
    text: `${SSL}listener.ssl.a.psk_ciphers = PSK-AES128-CBC-SHA\nlistener.ssl.a.tls_versions = tlsv1.3\n${TCP}`,
    says: ['invalid-value', 3],
  },
  {
    id: 'G8',
    text: `${TCP}listener.tcp.internal = 0.0.0.0:11883\nlistener.tcp.internal.zone = internal\nzone.internal.bypass_auth_plugins = true\n`,
    says: ['access-checks-bypassed', 6],
    sound: `${TCP}listener.tcp.internal = 127.0.0.1:11883\nlistener.tcp.internal.zone = internal\nzone.internal.bypass_auth_plugins = true\n`,
    level: 'error',
  },
  {
    id: 'G10',
    name: '/etc/emqx/acl.conf',
    text: '{allow, {user, "a"}, pubsub, ["%u/#"]}.\n{allow, all}.\n',
    says: ['acl-allow-all', 2],
    sound: '{allow, {user, "a"}, pubsub, ["%u/#"]}.\n{deny, all}.\n',
  },
  {
    id: 'G10',
    name: '/etc/emqx/acl.conf',
    text: '{allow, {user, "a"}, pubsub, ["%u/#"]}\n{deny, all}.\n',
    says: ['acl-syntax', 1],
    sound: '{allow, {user, "a"}, pubsub, ["%u/#"]}.\n{deny, all}.\n',
  },
  { id: 'G9', text: `acl_nomatch = deny\n${TCP}`, says: ['unsupported-broker-version', 1] },
];
