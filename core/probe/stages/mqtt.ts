import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { connect, type IClientOptions, MqttClient, type Packet } from 'mqtt';
import { type Failure, FailureError, failureOf, NO_CODE, onAbort } from '../deadline';
import type { MqttFacts, WebSocketFacts } from '../event';
import type { Target } from '../target';

export const CLOSED_BEFORE_CONNACK = 'CLOSED_BEFORE_CONNACK';

/** An accepted MQTT connection. */
export interface MqttSession {
  readonly connack: Connack;
  /** Resolves with the QoS granted. */
  subscribe(topic: string, qos: 0 | 1 | 2): Promise<number>;
  /** Resolves when the broker has acknowledged. */
  publish(topic: string, payload: string, qos: 0 | 1 | 2): Promise<void>;
  /** The next message on the topic, with that payload where one is given; rejects when the broker hangs up. */
  message(topic: string, payload?: string): Promise<string>;
  /** Says goodbye and closes the connection. */
  close(): Promise<void>;
}

export type Connack = Pick<MqttFacts, 'reasonCode' | 'reasonString' | 'sessionPresent' | 'properties'>;

/** What of a WebSocket is told while it is opened. */
export interface WebSocketListener {
  /** The server has answered over HTTP. */
  answered(facts: Omit<WebSocketFacts, 'path'>): void;
  /** The WebSocket is open; CONNECT follows at once. */
  opened(): void;
}

/** No CONNACK and no message of a test is larger; a broker that sends more is not waited for. */
const RECEIVE_LIMIT = 1024 * 1024;

/**
 * Speaks MQTT over an open connection; over WebSocket where the target says so. Rejects with the failure of whichever
 * of the two it was.
 */
export async function openMqtt(
  socket: Socket,
  target: Target,
  clientId: string,
  signal: AbortSignal,
  webSocket?: WebSocketListener,
): Promise<MqttSession> {
  if (socket.destroyed) throw closedBeforeConnack();
  const client = clientOver(socket, target, clientId, webSocket);
  limitReceived(client);
  // Heard for good: an 'error' event that nobody hears would end the process.
  client.on('error', () => undefined);
  const release = onAbort(signal, () => client.end(true));
  try {
    return sessionOf(client, socket, await connackOf(client));
  } catch (error) {
    client.end(true);
    throw error;
  } finally {
    release();
  }
}

/** What has no end in sight would be gathered in memory. */
function limitReceived(client: MqttClient): void {
  let received = 0;
  client.stream.on('data', (bytes: Buffer) => {
    received += bytes.length;
    if (received <= RECEIVE_LIMIT) return;
    client.stream.destroy(new FailureError({ code: 'TOO_MUCH_DATA', text: 'more than one megabyte was received' }));
  });
}

function clientOver(socket: Socket, target: Target, clientId: string, webSocket?: WebSocketListener): MqttClient {
  const options: IClientOptions = {
    clientId,
    protocolVersion: target.mqttVersion,
    clean: true,
    reconnectPeriod: 0,
    resubscribe: false,
    // The stage's own deadline comes first.
    connectTimeout: target.timeoutMs + 1000,
    ...(target.username === undefined ? {} : { username: target.username }),
    ...(target.password === undefined ? {} : { password: target.password }),
  };
  if (target.protocol === 'mqtt' || target.protocol === 'mqtts') return new MqttClient(() => socket, options);
  // `ws` even where TLS is used: the connection is already encrypted.
  return connect({
    ...options,
    protocol: 'ws',
    hostname: target.host.includes(':') ? `[${target.host}]` : target.host,
    port: target.port,
    path: target.path ?? '/',
    wsOptions: {
      createConnection: () => socket,
      maxPayload: RECEIVE_LIMIT,
      finishRequest: (request: ClientRequest, opening: OpeningWebSocket) => {
        if (webSocket !== undefined) hearWebSocket(request, opening, webSocket);
        request.end();
      },
    },
  });
}

/** The part of a `ws` WebSocket that matters here. */
interface OpeningWebSocket {
  readonly protocol: string;
  once(event: 'open', heard: () => void): unknown;
}

function hearWebSocket(request: ClientRequest, opening: OpeningWebSocket, { answered, opened }: WebSocketListener) {
  const hear = ({ statusCode, headers }: IncomingMessage) => {
    const [chosen] = [headers['sec-websocket-protocol']].flat();
    answered({
      ...(statusCode === undefined ? {} : { status: statusCode }),
      ...(chosen === undefined ? {} : { subprotocol: chosen }),
      ...(typeof headers.server === 'string' ? { server: headers.server } : {}),
    });
  };
  request.prependListener('upgrade', hear);
  request.prependListener('response', hear);
  opening.once('open', opened);
}

function connackOf(client: MqttClient): Promise<Connack> {
  return new Promise((resolve, reject) => {
    client.on('packetreceive', (packet) => {
      const refusal = refusalOf(packet, client);
      if (refusal !== undefined) reject(refusal);
      else if (packet.cmd === 'connack') resolve(connackFacts(packet));
    });
    const fail = (error: unknown) => reject(new FailureError(named(failureOf(error))));
    client.on('error', fail);
    client.stream.on('error', fail);
    client.on('close', () => {
      // An error that explains the end may be under way.
      setImmediate(() => reject(closedBeforeConnack()));
    });
  });
}

/** Neither a refused WebSocket nor bytes that are no MQTT come with a code. */
function named(failure: Failure): Failure {
  if (failure.code !== NO_CODE) return failure;
  const [, status] = /^Unexpected server response: (\d+)/.exec(failure.text) ?? [];
  return { ...failure, code: status === undefined ? 'PROTOCOL_ERROR' : `HTTP_${status}` };
}

function closedBeforeConnack(): FailureError {
  return new FailureError({ code: CLOSED_BEFORE_CONNACK, text: 'connection closed before CONNACK' });
}

/** A packet by which the broker turns the client away. */
function refusalOf(packet: Packet, client: MqttClient): FailureError | undefined {
  if (packet.cmd === 'disconnect') return refusal('DISCONNECT', packet.reasonCode ?? 0, reasonOf(packet.properties));
  if (packet.cmd !== 'connack') return undefined;
  const reasonCode = (client.options.protocolVersion === 5 ? packet.reasonCode : packet.returnCode) ?? 0;
  return reasonCode === 0 ? undefined : refusal('CONNACK', reasonCode, reasonOf(packet.properties));
}

/** The broker's own words, or the server that it sends the client to (MQTT 5, sections 3.2.2.3.9 and 3.2.2.3.16). */
function reasonOf(properties?: { readonly reasonString?: string; readonly serverReference?: string }) {
  return properties?.reasonString ?? properties?.serverReference;
}

/** MQTT 3.1.1 return codes are written in decimal, MQTT 5 reason codes in hexadecimal, as in the two standards. */
function refusal(packet: 'CONNACK' | 'DISCONNECT' | 'SUBACK' | 'PUBACK', reasonCode: number, reasonString?: string) {
  const number = reasonCode < 0x80 ? String(reasonCode) : `0x${reasonCode.toString(16)}`;
  return new FailureError({
    code: `${packet}_${number}`,
    text: reasonString ?? `${packet} with reason code ${number}`,
    reasonCode,
    ...(reasonString === undefined ? {} : { reasonString }),
  });
}

function connackFacts(packet: Extract<Packet, { readonly cmd: 'connack' }>): Connack {
  const { reasonString, ...rest } = packet.properties ?? {};
  const properties = Object.fromEntries(
    Object.entries(rest).filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value)),
  ) as Record<string, string | number | boolean>;
  return {
    reasonCode: packet.reasonCode ?? packet.returnCode ?? 0,
    sessionPresent: packet.sessionPresent,
    ...(reasonString === undefined ? {} : { reasonString }),
    ...(Object.keys(properties).length === 0 ? {} : { properties }),
  };
}

function sessionOf(client: MqttClient, socket: Socket, connack: Connack): MqttSession {
  const ended = endOf(client);
  // Heard by whatever is then under way; nothing may be.
  ended.catch(() => undefined);
  return {
    connack,
    subscribe: (topic, qos) => Promise.race([subscribe(client, topic, qos), ended]),
    publish: (topic, payload, qos) => Promise.race([publish(client, topic, payload, qos), ended]),
    message: (topic, payload) => Promise.race([nextMessage(client, topic, payload), ended]),
    close: () => close(client, socket),
  };
}

function subscribe(client: MqttClient, topic: string, qos: 0 | 1 | 2): Promise<number> {
  return new Promise((resolve, reject) => {
    client.subscribe(topic, { qos }, (error, _granted, packet) => {
      const granted = Number(packet?.granted[0] ?? 0);
      if (granted >= 0x80) reject(refusal('SUBACK', granted, packet?.properties?.reasonString));
      else if (!error) resolve(granted);
      else if (!client.stream.destroyed) reject(error);
    });
  });
}

function publish(client: MqttClient, topic: string, payload: string, qos: 0 | 1 | 2): Promise<void> {
  return new Promise((resolve, reject) => {
    client.publish(topic, payload, { qos }, (error, packet) => {
      const code = packet !== undefined && 'reasonCode' in packet ? Number(packet.reasonCode ?? 0) : 0;
      if (code >= 0x80) reject(refusal('PUBACK', code));
      else if (!error) resolve();
      else if (!client.stream.destroyed) reject(error);
    });
  });
}

function nextMessage(client: MqttClient, topic: string, wanted?: string): Promise<string> {
  return new Promise((resolve) => {
    client.on('message', (from, payload) => {
      const text = payload.toString();
      if (from === topic && (wanted === undefined || wanted === text)) resolve(text);
    });
  });
}

/** mqtt.js also fails what is pending when the connection ends, but without the reason: that is left to this. */
function endOf(client: MqttClient): Promise<never> {
  return new Promise((_, reject) => {
    client.on('packetreceive', (packet) => {
      const refused = refusalOf(packet, client);
      if (refused !== undefined) reject(refused);
    });
    client.stream.on('error', reject);
    client.on('close', () => {
      setImmediate(() => reject(new FailureError({ code: 'ECONNRESET', text: 'connection closed by the broker' })));
    });
  });
}

function close(client: MqttClient, socket: Socket): Promise<void> {
  const patienceMs = 300;
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer);
      socket.destroy();
      resolve();
    };
    const timer = setTimeout(finish, patienceMs);
    client.end(false, finish);
  });
}
