import { type Message, t } from '../facts/message';
import type { MqttFacts } from './event';
import type { FactRow } from './fact-rows';

/** What a broker of MQTT 5 announces in CONNACK (section 3.2.2.3 of the standard), in words. */
export function propertyRows(properties: NonNullable<MqttFacts['properties']>): readonly FactRow[] {
  return Object.entries(properties).map(([name, value]) => {
    const words = WORDS[name];
    if (words === undefined) return { name: t('property {name}', { name }), value: String(value) };
    return { name: words.name, value: words.value?.(value) ?? String(value) };
  });
}

interface Words {
  readonly name: Message;
  readonly value?: (value: string | number | boolean) => Message | string;
}

/** Property names are those of mqtt.js. */
const WORDS: Readonly<Record<string, Words>> = {
  assignedClientIdentifier: { name: t('client id that the broker assigned') },
  sessionExpiryInterval: {
    name: t('session kept after the end'),
    value: (value) => (value === 0xffffffff ? t('for ever') : seconds(value)),
  },
  receiveMaximum: { name: t('messages of QoS 1 and 2 under way at once, at most') },
  maximumQoS: { name: t('highest QoS') },
  retainAvailable: { name: t('retained messages'), value: available },
  maximumPacketSize: { name: t('largest packet'), value: (value) => t('{value} bytes', { value: String(value) }) },
  topicAliasMaximum: { name: t('topic aliases, at most') },
  wildcardSubscriptionAvailable: { name: t('subscriptions with wildcards'), value: available },
  subscriptionIdentifiersAvailable: { name: t('subscription identifiers'), value: available },
  sharedSubscriptionAvailable: { name: t('shared subscriptions'), value: available },
  serverKeepAlive: { name: t('keep-alive that the broker demands'), value: seconds },
  responseInformation: { name: t('base of response topics') },
  serverReference: { name: t('other server') },
  authenticationMethod: { name: t('authentication method') },
};

function available(value: string | number | boolean): Message {
  return value === true || value === 1 ? t('available') : t('not available');
}

function seconds(value: string | number | boolean): Message {
  return t('{value} s', { value: String(value) });
}
