import type { Listener, ProxyHeader, ProxyVersion, Web } from '../../model';
import { booleanOf, integerOf, lastOf, tokens } from './lines';
import { type BlockView, limitSetting, lineSetting, textSetting } from './settings';
import { atLeast } from './version';

/** What a listener offers and how much of it, who may connect apart. */
export function listenerOptions(
  view: BlockView,
): Pick<Listener, 'connections' | 'mountPoint' | 'proxy' | 'proxyVersions' | 'web'> {
  return {
    connections: limitSetting(view, 'max_connections', (value) => value < 0),
    mountPoint: textSetting(view, 'mount_point'),
    proxy: proxyOf(view),
    ...proxyVersionsOf(view),
    web: webOf(view),
  };
}

function proxyOf(view: BlockView): ProxyHeader | undefined {
  const line = lastOf(view.block.lines, 'enable_proxy_protocol');
  if (!line) return undefined;
  const version = lineSetting(
    view,
    'enable_proxy_protocol',
    () => integerOf(tokens(line)[0]?.text ?? '', view.version) ?? 0,
    String,
  );
  // The header of version 1 says nothing about TLS.
  const demandsTls =
    version.value === 2
      ? lineSetting(view, 'proxy_protocol_v2_require_tls', (other) => booleanOf(other) ?? false, String)
      : undefined;
  return { version, demandsTls };
}

/**
 * 2.1.2 closes every connection that does not begin with the header of just that version. libwebsockets, which serves
 * WebSockets before 2.1, takes a header of version 1 unasked.
 */
function proxyVersionsOf(view: BlockView): Pick<Listener, 'proxyVersions'> {
  const { block, version } = view;
  const name = 'enable_proxy_protocol';
  const line = lastOf(block.lines, name);
  const word = line && integerOf(tokens(line)[0]?.text ?? '', version);
  const known = atLeast(version, '2.1.0');
  const optional = !known && lastOf(block.lines, 'protocol')?.text.startsWith('websockets');
  const unclear = word === undefined && block.lines.some((other) => other.name === name);
  if (optional || unclear || (word !== undefined && word !== 1 && word !== 2)) return {};
  const setting = lineSetting<readonly ProxyVersion[]>(
    view,
    name,
    () => (word === undefined ? [] : [word]),
    ([first]) => first?.toString(),
  );
  const settable = known && block.header !== undefined;
  return { proxyVersions: settable ? setting : { ...setting, set: () => [] } };
}

/** Files and origins count on listeners that speak HTTP. */
function webOf(view: BlockView): Web | undefined {
  const { lines } = view.block;
  const protocol = lastOf(lines, 'protocol')?.text ?? '';
  if (!/^(?:websockets|http_api)\b/.test(protocol)) return undefined;
  const origins = lines.filter(({ name, live, text }) => name === 'websockets_origin' && live && text !== '');
  const texts = origins.length > 0 ? origins.map(({ text }) => text) : undefined;
  return {
    root: textSetting(view, 'http_dir'),
    origins: atLeast(view.version, '2.1.0')
      ? {
          ...lineSetting<readonly string[] | undefined>(
            view,
            'websockets_origin',
            () => texts,
            () => undefined,
          ),
          set: () => [],
        }
      : undefined,
  };
}
