import type { Listener, Model, Setting } from './model';
import type { Span } from './source';

/** Version of the PROXY protocol, by which a proxy tells a server who the client is, ahead of everything else. */
export type ProxyVersion = 1 | 2;

/** A server that a proxy passes the connections of its clients on to. */
export interface Upstream {
  /** As it is written: `proxy_pass 127.0.0.1:1883`. */
  readonly label: string;
  readonly at: Span;
  /** A name or an address as written; undefined: none is written. */
  readonly host: string | undefined;
  readonly port: number | undefined;
  /** What its connections begin with; undefined as a value: no PROXY header. Absent: that cannot be told. */
  readonly proxyVersion?: Setting<ProxyVersion | undefined>;
  /** Where clients come in with TLS, which ends in the proxy. Absent: nowhere. */
  readonly terminator?: { readonly label: string; readonly at: Span };
}

/** Where a proxy leads to a listener that another configuration opens. */
export interface Junction {
  readonly proxy: Joined;
  readonly upstream: Upstream;
  readonly broker: Joined;
  readonly listener: Listener;
  /** `name`: it is the only listener of that port, and a name is taken for that of its machine. */
  readonly by: 'address' | 'name';
}

/** A configuration with a junction. */
export type Joined = Pick<Model, 'root' | 'broker' | 'versionAssumed' | 'includes'>;
