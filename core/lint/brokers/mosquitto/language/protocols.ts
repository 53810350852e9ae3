import { t } from '../../../../facts/message';
import type { Draft } from '../../../finding';
import { fallbackState } from '../fallback';
import { lastOf, span } from '../lines';
import type { Reading } from '../scopes';
import { atLeast } from '../version';
import { fatal } from './drafts';

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
