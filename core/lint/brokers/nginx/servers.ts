import { brokerProxy, type ProxyPass } from './endpoints';
import { allDirectives, allOf, type Block, type Directive } from './scopes';

/** A `server` with a proxy to a broker. */
export interface BrokerServer {
  readonly kind: 'stream' | 'http';
  readonly opener: Directive;
  readonly block: Block;
  readonly listens: readonly Directive[];
  readonly proxies: readonly ProxyPass[];
}

/** Every server that leads to a broker; none in a file that has nothing to do with MQTT. */
export function brokerServers(root: Block): readonly BrokerServer[] {
  const directives = [...allDirectives(root)];
  const upstreams = {
    stream: upstreamsIn(directives, 'stream-upstream'),
    http: upstreamsIn(directives, 'http-upstream'),
  };
  return directives.flatMap((opener) => {
    const { block } = opener;
    if (!block || (block.context !== 'stream-server' && block.context !== 'http-server')) return [];
    const kind = block.context === 'stream-server' ? 'stream' : 'http';
    const passes = [...allDirectives(block)].filter(({ name }) => name === 'proxy_pass');
    const proxies = passes.flatMap((pass) => brokerProxy(pass, upstreams[kind]) ?? []);
    return proxies.length === 0 ? [] : [{ kind, opener, block, listens: allOf(block, 'listen'), proxies } as const];
  });
}

function upstreamsIn(directives: readonly Directive[], context: Block['context']): ReadonlyMap<string, Directive> {
  const found = directives.filter(({ block }) => block?.context === context);
  return new Map(found.map((upstream) => [upstream.words[0]?.text ?? '', upstream]));
}
