/**
 * `word`: as it is; `flag`: on and off become true and false; `text`: quoted; `list`: separated by commas, becomes a list
 * of texts; `names`: the same, written as one text; `period`: 0 is “disabled”; `rate`: a number a second; `budget`: `100KB,10s`.
 */
export type Kind = 'word' | 'flag' | 'text' | 'list' | 'names' | 'period' | 'rate' | 'budget';

/** Where 5.x has the option: a name, or a path from the block that stands for the one of 4.x. */
export type Row = readonly [option: string, path: string, kind: Kind];

export const LISTENER: readonly Row[] = [
  ['acceptors', 'acceptors', 'word'],
  ['max_conn_rate', 'max_conn_rate', 'rate'],
  ['rate_limit', 'bytes_rate', 'budget'],
  ['proxy_protocol_timeout', 'proxy_protocol_timeout', 'word'],
  ['active_n', 'tcp_options.active_n', 'word'],
  ['backlog', 'tcp_options.backlog', 'word'],
  ['send_timeout', 'tcp_options.send_timeout', 'word'],
  ['send_timeout_close', 'tcp_options.send_timeout_close', 'flag'],
  ['recbuf', 'tcp_options.recbuf', 'word'],
  ['sndbuf', 'tcp_options.sndbuf', 'word'],
  ['buffer', 'tcp_options.buffer', 'word'],
  ['high_watermark', 'tcp_options.high_watermark', 'word'],
  ['nodelay', 'tcp_options.nodelay', 'flag'],
  ['reuseaddr', 'tcp_options.reuseaddr', 'flag'],
];

/** Below `websocket`. */
export const WEBSOCKET: readonly Row[] = [
  ['mqtt_path', 'mqtt_path', 'text'],
  ['mqtt_piggyback', 'mqtt_piggyback', 'word'],
  ['compress', 'compress', 'flag'],
  ['idle_timeout', 'idle_timeout', 'word'],
  ['max_frame_size', 'max_frame_size', 'word'],
  ['fail_if_no_subprotocol', 'fail_if_no_subprotocol', 'flag'],
  ['supported_subprotocols', 'supported_subprotocols', 'names'],
  ['check_origin_enable', 'check_origin_enable', 'flag'],
  ['allow_origin_absence', 'allow_origin_absence', 'flag'],
  ['check_origins', 'check_origins', 'names'],
  ['proxy_address_header', 'proxy_address_header', 'text'],
  ['proxy_port_header', 'proxy_port_header', 'text'],
  ['deflate_opts.level', 'deflate_opts.level', 'word'],
  ['deflate_opts.mem_level', 'deflate_opts.mem_level', 'word'],
  ['deflate_opts.strategy', 'deflate_opts.strategy', 'word'],
  ['deflate_opts.server_context_takeover', 'deflate_opts.server_context_takeover', 'word'],
  ['deflate_opts.client_context_takeover', 'deflate_opts.client_context_takeover', 'word'],
  ['deflate_opts.server_max_window_bits', 'deflate_opts.server_max_window_bits', 'word'],
  ['deflate_opts.client_max_window_bits', 'deflate_opts.client_max_window_bits', 'word'],
];

/** Below `ssl_options`; what decides about certificates and suites is translated apart. */
export const TLS: readonly Row[] = [
  ['keyfile', 'keyfile', 'text'],
  ['certfile', 'certfile', 'text'],
  ['cacertfile', 'cacertfile', 'text'],
  ['dhfile', 'dhfile', 'text'],
  ['key_password', 'password', 'text'],
  ['depth', 'depth', 'word'],
  ['secure_renegotiate', 'secure_renegotiate', 'flag'],
  ['honor_cipher_order', 'honor_cipher_order', 'flag'],
  ['reuse_sessions', 'reuse_sessions', 'flag'],
  ['partial_chain', 'partial_chain', 'word'],
  ['verify_peer_ext_key_usage', 'verify_peer_ext_key_usage', 'text'],
];

/** Below `ssl_options` of MQTT listeners alone. */
export const LISTENER_TLS: readonly Row[] = [
  ['handshake_timeout', 'handshake_timeout', 'word'],
  ['log_level', 'log_level', 'word'],
  ['gc_after_handshake', 'gc_after_handshake', 'flag'],
  ['hibernate_after', 'hibernate_after', 'word'],
];

export const ZONE: readonly Row[] = [
  ['enable_flapping_detect', 'flapping_detect.enable', 'flag'],
  ['conn_congestion.alarm', 'conn_congestion.enable_alarm', 'flag'],
  ['conn_congestion.min_alarm_sustain_duration', 'conn_congestion.min_alarm_sustain_duration', 'word'],
  ['enable_stats', 'stats.enable', 'flag'],
];

export const DASHBOARD: readonly Row[] = [
  ['acceptors', 'num_acceptors', 'word'],
  ['max_clients', 'max_connections', 'word'],
  ['inet6', 'inet6', 'flag'],
  ['ipv6_v6only', 'ipv6_v6only', 'flag'],
];

/** Full names on both sides. */
export const BROKER: readonly Row[] = [
  ['crl_cache_http_timeout', 'crl_cache.http_timeout', 'word'],
  ['crl_cache_refresh_interval', 'crl_cache.refresh_interval', 'word'],
  ['cluster.name', 'cluster.name', 'word'],
  ['cluster.discovery', 'cluster.discovery_strategy', 'word'],
  ['cluster.autoheal', 'cluster.autoheal', 'flag'],
  ['cluster.autoclean', 'cluster.autoclean', 'word'],
  ['cluster.proto_dist', 'cluster.proto_dist', 'word'],
  ['cluster.static.seeds', 'cluster.static.seeds', 'list'],
  ['cluster.dns.name', 'cluster.dns.name', 'text'],
  ['cluster.dns.type', 'cluster.dns.record_type', 'word'],
  ['cluster.etcd.server', 'cluster.etcd.server', 'names'],
  ['cluster.etcd.prefix', 'cluster.etcd.prefix', 'text'],
  ['cluster.etcd.node_ttl', 'cluster.etcd.node_ttl', 'word'],
  ['cluster.k8s.apiserver', 'cluster.k8s.apiserver', 'text'],
  ['cluster.k8s.service_name', 'cluster.k8s.service_name', 'text'],
  ['cluster.k8s.address_type', 'cluster.k8s.address_type', 'word'],
  ['cluster.k8s.namespace', 'cluster.k8s.namespace', 'text'],
  ['cluster.k8s.suffix', 'cluster.k8s.suffix', 'text'],
  ['rpc.mode', 'rpc.mode', 'word'],
  ['rpc.driver', 'rpc.protocol', 'word'],
  ['rpc.port_discovery', 'rpc.port_discovery', 'word'],
  ['rpc.insecure_fallback', 'rpc.insecure_fallback', 'flag'],
  ['rpc.async_batch_size', 'rpc.async_batch_size', 'word'],
  ['rpc.tcp_server_ip', 'rpc.listen_address', 'text'],
  ['rpc.certfile', 'rpc.certfile', 'text'],
  ['rpc.keyfile', 'rpc.keyfile', 'text'],
  ['rpc.cacertfile', 'rpc.cacertfile', 'text'],
  ['rpc.connect_timeout', 'rpc.connect_timeout', 'word'],
  ['rpc.send_timeout', 'rpc.send_timeout', 'word'],
  ['rpc.authentication_timeout', 'rpc.authentication_timeout', 'word'],
  ['rpc.call_receive_timeout', 'rpc.call_receive_timeout', 'word'],
  ['rpc.socket_keepalive_idle', 'rpc.socket_keepalive_idle', 'word'],
  ['rpc.socket_keepalive_interval', 'rpc.socket_keepalive_interval', 'word'],
  ['rpc.socket_keepalive_count', 'rpc.socket_keepalive_count', 'word'],
  ['rpc.socket_sndbuf', 'rpc.socket_sndbuf', 'word'],
  ['rpc.socket_recbuf', 'rpc.socket_recbuf', 'word'],
  ['rpc.socket_buffer', 'rpc.socket_buffer', 'word'],
  ['node.cookie', 'node.cookie', 'text'],
  ['node.data_dir', 'node.data_dir', 'text'],
  ['node.crash_dump', 'node.crash_dump_file', 'text'],
  ['node.global_gc_interval', 'node.global_gc_interval', 'word'],
  ['broker.sys_interval', 'sys_topics.sys_msg_interval', 'word'],
  ['broker.sys_heartbeat', 'sys_topics.sys_heartbeat_interval', 'word'],
  ['broker.shared_subscription_strategy', 'mqtt.shared_subscription_strategy', 'word'],
  ['sysmon.long_gc', 'sysmon.vm.long_gc', 'period'],
  ['sysmon.long_schedule', 'sysmon.vm.long_schedule', 'period'],
  ['sysmon.large_heap', 'sysmon.vm.large_heap', 'word'],
  ['sysmon.busy_port', 'sysmon.vm.busy_port', 'flag'],
  ['sysmon.busy_dist_port', 'sysmon.vm.busy_dist_port', 'flag'],
  ['os_mon.cpu_check_interval', 'sysmon.os.cpu_check_interval', 'word'],
  ['os_mon.cpu_high_watermark', 'sysmon.os.cpu_high_watermark', 'text'],
  ['os_mon.cpu_low_watermark', 'sysmon.os.cpu_low_watermark', 'text'],
  ['os_mon.mem_check_interval', 'sysmon.os.mem_check_interval', 'word'],
  ['os_mon.sysmem_high_watermark', 'sysmon.os.sysmem_high_watermark', 'text'],
  ['os_mon.procmem_high_watermark', 'sysmon.os.procmem_high_watermark', 'text'],
  ['vm_mon.check_interval', 'sysmon.vm.process_check_interval', 'word'],
  ['vm_mon.process_high_watermark', 'sysmon.vm.process_high_watermark', 'text'],
  ['vm_mon.process_low_watermark', 'sysmon.vm.process_low_watermark', 'text'],
  ['alarm.size_limit', 'alarm.size_limit', 'word'],
  ['alarm.validity_period', 'alarm.validity_period', 'word'],
  ['alarm.actions', 'alarm.actions', 'list'],
  ['retainer.max_payload_size', 'retainer.max_payload_size', 'word'],
  ['retainer.stop_publish_clear_msg', 'retainer.stop_publish_clear_msg', 'flag'],
  ['telemetry.enabled', 'telemetry.enable', 'flag'],
  ['module.slow_subs.threshold', 'slow_subs.threshold', 'word'],
  ['module.slow_subs.expire_interval', 'slow_subs.expire_interval', 'word'],
  ['module.slow_subs.top_k_num', 'slow_subs.top_k_num', 'word'],
  ['module.slow_subs.stats_type', 'slow_subs.stats_type', 'word'],
  ['management.bootstrap_apps_file', 'api_key.bootstrap_file', 'text'],
];

/** Below `authorization.cache`. */
export const ACL_CACHE: readonly Row[] = [
  ['enable_acl_cache', 'enable', 'flag'],
  ['acl_cache_ttl', 'ttl', 'word'],
  ['acl_cache_max_size', 'max_size', 'word'],
];
