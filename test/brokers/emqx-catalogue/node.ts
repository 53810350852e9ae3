import { NODE, type Row } from './row';

const STATIC = `${NODE}cluster { discovery_strategy = static, static.seeds = ["emqx@10.0.0.1", "emqx@10.0.0.2"]`;
const TLS_CLUSTER = `${STATIC}, proto_dist = inet_tls }\n`;

export const NODE_RULES: readonly Row[] = [
  {
    id: 'E1',
    text: 'node { name = "emqx@127.0.0.1", cookie = "emqxsecretcookie", data_dir = data }\n',
    says: ['default-credentials', 1],
    sound: 'node { name = "emqx@127.0.0.1", cookie = "kC8wq0ZJt2bYx5VnPr7d", data_dir = data }\n',
    level: 'error',
  },
  {
    id: 'E1',
    text: 'node { name = "emqx@127.0.0.1", data_dir = data }\n',
    says: ['default-credentials', 1],
    level: 'info',
  },
  {
    id: 'E1',
    text: 'node { name = "emqx@127.0.0.1", cookie = "short", data_dir = data }\n',
    says: ['default-credentials', 1],
    level: 'warning',
  },
  { id: 'E2', text: `${STATIC} }\n`, says: ['cluster-dist-plaintext', 2], sound: TLS_CLUSTER },
  { id: 'E3', text: `${TLS_CLUSTER}rpc.protocol = tcp\n`, says: ['plaintext-upstream', 3] },
  {
    id: 'E3',
    text: `${TLS_CLUSTER}rpc.protocol = ssl\n`,
    says: ['rpc-insecure-fallback', 3],
    sound: `${TLS_CLUSTER}rpc { protocol = ssl, insecure_fallback = false }\n`,
  },
  {
    id: 'E4',
    text: 'cluster { discovery_strategy = etcd, etcd.server = "http://etcd.example.com:2379" }\n',
    says: ['plaintext-upstream', 1],
    sound:
      'cluster { discovery_strategy = etcd, etcd { server = "https://etcd.example.com:2379", ssl_options { enable = true, verify = verify_peer, cacertfile = "ca.pem" } } }\n',
  },
  {
    id: 'E4',
    text: 'cluster { discovery_strategy = k8s, k8s.apiserver = "http://api.example.com:8080" }\n',
    says: ['plaintext-upstream', 1],
  },
  {
    id: 'E5',
    text: '[{server, [{verify, verify_none}]}].\n',
    says: ['peer-verification-off', 1],
    sound: '[{server, [{cacertfile, "/srv/ca.pem"}, {verify, verify_peer}]}].\n',
    name: '/etc/emqx/ssl_dist.conf',
    level: 'info',
  },
  {
    id: 'E5',
    text: `${STATIC}, proto_dist = inet_tls }\n`,
    says: ['peer-verification-off', 1],
    files: { '/etc/emqx/ssl_dist.conf': '[{client, [{verify, verify_none}]}].\n' },
    level: 'warning',
  },
  {
    id: 'E5',
    text: '[{server, [{certfile, "/etc/emqx/certs/cert.pem"}]}].\n',
    says: ['certificate-demo', 1],
    name: '/etc/emqx/ssl_dist.conf',
  },
  {
    id: 'E6',
    text: 'log.console.level = debug\n',
    says: ['log-debug', 1],
    sound: 'log.console.level = warning\n',
  },
  {
    id: 'E7',
    text: 'log.file { enable = true, single_line = false }\n',
    says: ['log-single-line-off', 1],
    sound: 'log.file { enable = true, single_line = true }\n',
    version: '5.10',
  },
  {
    id: 'E7',
    text: 'log.file { path = "/var/log/emqx/emqx.log", rotation_size = infinity }\n',
    says: ['log-rotation-infinite', 1],
    sound: 'log.file { path = "/var/log/emqx/emqx.log", rotation_size = 50MB }\n',
    version: '5.10',
  },
  {
    id: 'E7',
    text: `${NODE}dashboard.listeners.http.bind = "127.0.0.1:18083"\n`,
    says: ['audit-off', 2],
    sound: `${NODE}dashboard.listeners.http.bind = "127.0.0.1:18083"\nlog.audit.enable = true\n`,
    version: '5.10',
  },
  {
    id: 'E8',
    text: 'node.crash_dump_file = "/tmp/erl_crash.dump"\n',
    says: ['crash-dump-exposed', 1],
    sound: 'node.crash_dump_file = "/var/log/emqx/erl_crash.dump"\n',
  },
  {
    id: 'E9',
    text: 'plugins { install_dir = "/tmp/plugins", states = [] }\n',
    says: ['plugin-path-writable', 1],
    sound: 'plugins { install_dir = "/opt/plugins", states = [] }\n',
  },
  {
    id: 'E9',
    text: `${NODE}plugins.install_dir = "/opt/plugins"\n`,
    says: ['plugins-unlisted', 2],
    sound: `${NODE}plugins { install_dir = "/opt/plugins", states = [] }\n`,
  },
  // Weaknesses by number are not reported: nobody keeps a list of them that is sure.
  { id: 'E10', text: NODE, says: ['unsupported-broker-version', 1], version: '4.4' },
];
