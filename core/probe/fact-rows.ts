import type { CertFacts } from '../facts/certificate';
import { type Message, t } from '../facts/message';
import type { MqttFacts, StageEvent, StageName, TcpFacts, TlsFacts } from './event';
import { propertyRows } from './mqtt-properties';
import { trustRows } from './trust-rows';

/** One observed fact, ready to be shown: a name in words and a technical value. */
export interface FactRow {
  readonly name: Message;
  readonly value: string | Message;
}

export const stageTitles: Readonly<Record<StageName, Message>> = {
  dns: t('DNS'),
  tcp: t('TCP'),
  tls: t('TLS'),
  websocket: t('WebSocket'),
  mqtt: t('MQTT'),
  roundtrip: t('round trip'),
};

/** A few words that stand for the whole stage. */
export function summaryOf(event: StageEvent): string {
  switch (event.name) {
    case 'dns':
      return joined([...new Set([event.facts.host, event.facts.addresses.join(', ')])], ' → ');
    case 'tcp':
      return joined([joined([event.facts.address, event.facts.port], ' '), failedAddresses(event.facts)], ', ');
    case 'tls':
      return joined([event.facts.version, event.facts.cipher, event.facts.keyExchange], ', ');
    case 'websocket':
      return joined([event.facts.path, statusOf(event.facts), event.facts.subprotocol], ', ');
    case 'mqtt':
      return joined(
        [`MQTT ${event.facts.mqttVersion}`, event.facts.username, event.ok ? '' : codeOf(event.facts)],
        ', ',
      );
    case 'roundtrip':
      return joined([`QoS ${event.facts.qos}`, event.facts.topic, milliseconds(event.facts.messageMs)], ', ');
  }
}

/** Everything that was observed, except the chain. */
export function factRows(event: StageEvent): readonly FactRow[] {
  return rowsOf(event).flatMap(([name, value]) => (value === undefined || value === '' ? [] : [{ name, value }]));
}

export function certificateRows(facts: CertFacts): readonly (FactRow & { readonly value: string })[] {
  return [
    { name: t('subject'), value: facts.subject },
    { name: t('issuer'), value: facts.issuer },
    { name: t('names'), value: facts.sans.map(({ type, value }) => `${type.toUpperCase()}:${value}`).join(', ') },
    { name: t('valid'), value: `${day(facts.notBefore)} – ${day(facts.notAfter)}` },
    { name: t('key'), value: joined([facts.key.type, facts.key.curve ?? facts.key.bits], ' ') },
    { name: t('signature'), value: facts.signatureAlgorithm },
    { name: t('usages'), value: facts.extendedKeyUsage?.join(', ') ?? '' },
    { name: t('serial number'), value: facts.serial },
    { name: t('SHA-256 fingerprint'), value: facts.fingerprint },
  ].filter(({ value }) => value !== '');
}

type Row = readonly [Message, string | Message | undefined];

function rowsOf(event: StageEvent): readonly Row[] {
  switch (event.name) {
    case 'dns':
      return [
        [t('host'), event.facts.host],
        [t('addresses'), event.facts.addresses.join(', ')],
      ];
    case 'tcp':
      return [
        [t('address'), event.facts.address],
        [t('port'), String(event.facts.port)],
        [t('addresses that failed'), failedAddresses(event.facts)],
      ];
    case 'tls':
      return tlsRows(event.facts);
    case 'websocket':
      return [
        [t('path'), event.facts.path],
        [t('answer'), statusOf(event.facts)],
        [t('subprotocol'), event.facts.subprotocol],
        [t('server'), event.facts.server],
      ];
    case 'mqtt':
      return mqttRows(event.facts);
    case 'roundtrip':
      return [
        [t('topic'), event.facts.topic],
        [t('QoS'), String(event.facts.qos)],
        [t('QoS granted'), event.facts.grantedQos?.toString()],
        [t('message returned after'), milliseconds(event.facts.messageMs)],
      ];
  }
}

function failedAddresses({ failed }: TcpFacts): string {
  return failed.map(({ address, code }) => `${address} (${code})`).join(', ');
}

function tlsRows(facts: TlsFacts): readonly Row[] {
  return [
    [t('server name sent'), facts.servername],
    [t('version'), facts.version],
    [t('cipher suite'), joined([facts.cipher, alias(facts)], ' ')],
    [t('key exchange'), facts.keyExchange],
    [t('application protocol (ALPN)'), facts.alpn],
    ...trustRows(facts),
  ];
}

function mqttRows(facts: MqttFacts): readonly Row[] {
  return [
    [t('version'), facts.mqttVersion],
    [t('client id'), facts.clientId],
    [t('user name'), facts.username],
    [t('reason code'), codeOf(facts)],
    [t("broker's reason"), facts.reasonString],
    [t('session present'), facts.sessionPresent?.toString()],
    ...propertyRows(facts.properties ?? {}).map(({ name, value }): Row => [name, value]),
  ];
}

function alias({ cipher, cipherIana }: TlsFacts): string | undefined {
  return cipherIana === undefined || cipherIana === cipher ? undefined : `(${cipherIana})`;
}

/** Decimal in MQTT 3.1.1, hexadecimal from 0x80 in MQTT 5, as the standards write them. */
function codeOf({ reasonCode }: MqttFacts): string | undefined {
  if (reasonCode === undefined) return undefined;
  return reasonCode < 0x80 ? `CONNACK ${reasonCode}` : `CONNACK 0x${reasonCode.toString(16)}`;
}

function statusOf({ status }: { readonly status?: number }): string | undefined {
  return status === undefined ? undefined : `HTTP ${status}`;
}

function milliseconds(value: number | undefined): string | undefined {
  return value === undefined ? undefined : `${value} ms`;
}

function joined(parts: readonly (string | number | undefined)[], separator: string): string {
  return parts.filter((part) => part !== undefined && part !== '').join(separator);
}

function day(time: number): string {
  return Number.isFinite(time) ? new Date(time).toISOString().slice(0, 10) : '?';
}
