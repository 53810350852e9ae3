import type { HoconNode } from '../../syntax/hocon-resolve';

/** Roots of 4.x and of older 5.x, and what stands in their place. */
export const FORMER: Readonly<Record<string, string>> = {
  listener: 'listeners',
  zone: 'zones',
  allow_anonymous: 'authentication',
  acl_nomatch: 'authorization.no_match',
  acl_deny_action: 'authorization.deny_action',
  acl_file: 'authorization.sources',
  acl_order: 'authorization.sources',
  auth_order: 'authentication',
  enable_acl_cache: 'authorization.cache.enable',
  acl_cache_max_size: 'authorization.cache.max_size',
  acl_cache_ttl: 'authorization.cache.ttl',
  crl_cache_http_timeout: 'crl_cache.http_timeout',
  crl_cache_refresh_interval: 'crl_cache.refresh_interval',
  flapping_detect_policy: 'flapping_detect',
  auth: 'authentication',
  acl: 'authorization',
  authn: 'authentication',
  authz: 'authorization',
  management: 'dashboard',
  bridge: 'connectors',
  modules: 'retainer, delayed, rewrite, topic_metrics',
  module: 'retainer, delayed, rewrite, topic_metrics',
  limiter: 'listeners.*.*.max_conn_rate, messages_rate, bytes_rate',
  psk: 'psk_authentication.init_file',
  os_mon: 'sysmon.os',
  vm_mon: 'sysmon.vm',
  stomp: 'gateway.stomp',
  coap: 'gateway.coap',
  lwm2m: 'gateway.lwm2m',
  exproto: 'gateway.exproto',
  web: 'connectors.http, actions.http',
};

/** Well-known keys of 4.x below those roots, `*` for a name of the user; longest first where one begins another. */
const PATHS: readonly (readonly [from: string, to: string])[] = [
  ['listener.*.*.max_connections', 'listeners.*.*.max_connections'],
  ['listener.*.*.max_conn_rate', 'listeners.*.*.max_conn_rate'],
  ['listener.*.*.access.*', 'listeners.*.*.access_rules'],
  ['listener.*.*.zone', 'listeners.*.*.zone'],
  ['listener.*.*.proxy_protocol', 'listeners.*.*.proxy_protocol'],
  ['listener.*.*.peer_cert_as_username', 'mqtt.peer_cert_as_username'],
  ['listener.*.*.peer_cert_as_clientid', 'mqtt.peer_cert_as_clientid'],
  ['listener.*.*.tls_versions', 'listeners.*.*.ssl_options.versions'],
  ['listener.*.*.ciphers', 'listeners.*.*.ssl_options.ciphers'],
  ['listener.*.*.keyfile', 'listeners.*.*.ssl_options.keyfile'],
  ['listener.*.*.certfile', 'listeners.*.*.ssl_options.certfile'],
  ['listener.*.*.cacertfile', 'listeners.*.*.ssl_options.cacertfile'],
  ['listener.*.*.verify', 'listeners.*.*.ssl_options.verify'],
  ['listener.*.*.fail_if_no_peer_cert', 'listeners.*.*.ssl_options.fail_if_no_peer_cert'],
  ['listener.*.*', 'listeners.*.*.bind'],
  ['zone.*.allow_anonymous', 'authentication'],
  ['zone.*.acl_nomatch', 'authorization.no_match'],
  ['auth.jwt.secret', 'authentication[].secret'],
  ['auth.jwt.jwks', 'authentication[].endpoint'],
  ['auth.mysql.server', 'authentication[].server'],
  ['auth.pgsql.server', 'authentication[].server'],
  ['auth.http.auth_req.url', 'authentication[].url'],
  ['auth.http.acl_req.url', 'authorization.sources[].url'],
  ['management.bootstrap_apps_file', 'api_key.bootstrap_file'],
];

/** What the first key below a former root is called in 5.x, with the names that the user gave. */
export function formerPath(root: HoconNode): string | undefined {
  const leaf = firstLeaf(root);
  for (const [from, to] of PATHS) {
    const segments = from.split('.');
    if (segments.length !== leaf.length || !segments.every((name, index) => name === '*' || name === leaf[index]))
      continue;
    const names = leaf.filter((_, index) => segments[index] === '*');
    return names.reduce((path, name) => path.replace('*', name), to);
  }
  return undefined;
}

function firstLeaf(root: HoconNode): readonly string[] {
  let node = root;
  for (;;) {
    const child = node.kind === 'object' ? node.children.values().next().value : undefined;
    if (!child) return node.path;
    node = child;
  }
}
