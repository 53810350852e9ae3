import { parseIp } from '../../../../facts/address';
import { exposureOf } from '../../../../facts/exposure';
import { t } from '../../../../facts/message';
import type { Draft } from '../../../finding';
import { setOption } from '../edits';
import { fallbackState } from '../fallback';
import { type Block, lastOf, span, tokens } from '../lines';
import type { Reading } from '../scopes';
import { atLeast } from '../version';
import { fatal, fix, warning } from './drafts';

/** What libwebsockets, which speaks for these listeners before 2.1, never hears of. */
export function websocketsDrafts({ listeners, version }: Reading): readonly Draft[] {
  if (atLeast(version, '2.1.0')) return [];
  const blocks = listeners.filter(({ lines }) => lastOf(lines, 'protocol')?.text === 'websockets');
  return blocks.flatMap((block) => [...ignoredAddress(block, version), ...ignoredVersion(block, version)]);
}

/** Where libwebsockets knows IPv6, only `socket_domain ipv4` makes 4.1 take the address (2.0.11); 4.3 takes it (2.0.21). */
function ignoredAddress(block: Block, version: string): readonly Draft[] {
  const [, address] = block.header ? tokens(block.header) : [];
  if (!block.header || !address || exposureOf(address.text) === 'public') return [];
  if (lastOf(block.lines, 'socket_domain')?.text === 'ipv4') return [];
  const v4 = parseIp(address.text)?.length === 4;
  const message = t(
    'mosquitto {version} opens this websockets listener on all interfaces whatever the address where its libwebsockets is older than 4.3, unless socket_domain ipv4 is set',
    { version },
  );
  const fixes = v4 ? fix(t('Add socket_domain ipv4'), setOption(block, 'socket_domain', 'ipv4'), true) : [];
  return [{ ...warning(span(block.header, address), message, { fixes }), kind: 'security', level: 'error' }];
}

function ignoredVersion({ lines }: Block, version: string): readonly Draft[] {
  const line = lastOf(lines, 'tls_version');
  if (!line) return [];
  return [
    warning(span(line), t('tls_version has no effect on a websockets listener of mosquitto {version}', { version })),
  ];
}

/** "Unable to start any listening sockets": seen on 2.0.11 with websockets alone, on 2.1.2 with http_api alone. */
export function withoutMqtt(reading: Reading): readonly Draft[] {
  const { listeners, version } = reading;
  const state = fallbackState(reading, false);
  if (listeners.length === 0 || state !== 'none') return [];
  const lonely = atLeast(version, '2.1.0') ? 'http_api' : 'websockets';
  if (!atLeast(version, '2.0.0') || (atLeast(version, '2.0.12') && !atLeast(version, '2.1.0'))) return [];
  const protocols = listeners.map(({ lines }) => lastOf(lines, 'protocol'));
  const [first] = protocols;
  if (!first || protocols.some((line) => line?.text !== lonely)) return [];
  const message = t(
    'mosquitto {version} refuses to start where no listener speaks MQTT over TCP; add one on 127.0.0.1',
    {
      version,
    },
  );
  return [fatal(span(first), message)];
}
