import { type Message, t } from '../../../../facts/message';
import type { Draft } from '../../../finding';
import { type Block, lastOf, span } from '../lines';
import type { Reading } from '../scopes';
import { fatal } from './drafts';

/** A bridge needs an address and a topic, and a pre-shared key needs its identity. Checked after reading, so no line is named. */
export function bridgeDrafts({ bridges }: Reading): readonly Draft[] {
  return bridges.flatMap(({ header, lines }) => {
    const message = incomplete(lines);
    return header && message ? [fatal(span(header), message)] : [];
  });
}

function incomplete(lines: Block['lines']): Message | undefined {
  const has = (name: string): boolean => lastOf(lines, name) !== undefined;
  if (!has('address')) return t('this bridge has no address; mosquitto refuses to start');
  if (!has('topic')) return t('this bridge has no topic; mosquitto refuses to start');
  if (has('bridge_psk') && !has('bridge_identity'))
    return t('bridge_psk needs bridge_identity; mosquitto refuses to start');
  if (has('bridge_identity') && !has('bridge_psk'))
    return t('bridge_identity needs bridge_psk; mosquitto refuses to start');
  return undefined;
}
