import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { onAbort } from './deadline';
import type {
  DnsFacts,
  MqttFacts,
  Mutable,
  RoundtripFacts,
  Stage,
  StageEvent,
  TcpFacts,
  TlsFacts,
  WebSocketFacts,
} from './event';
import { type Connection, type ProbeOptions, type Run, stage } from './run';
import { hidesItsReason, isTlsFailure, lookForTls } from './second-look';
import { resolve } from './stages/dns';
import type { MqttSession } from './stages/mqtt';
import { roundtrip } from './stages/roundtrip';
import { connectFirst } from './stages/tcp';
import { settle } from './stages/tls';
import { isSecure, isWebSocket, type Target, topicPrefixOf } from './target';
import { type Secured, sessionOf, tlsStage } from './tls-stage';

/**
 * Tests a connection stage by stage: name, TCP, TLS, WebSocket, MQTT, and the round trips where the target asks for
 * them. Yields one event per stage; a failed stage is the last. Every connection is closed when the generator ends or
 * is abandoned.
 */
export async function* probe(target: Target, options: ProbeOptions): AsyncGenerator<StageEvent, void> {
  // Loaded when first needed, so that nothing else waits for it; and before the first connection, which must not wait.
  const { openMqtt } = await import('./stages/mqtt');
  const run: Run = { target, options, open: new Set(), evidence: {}, openMqtt };
  try {
    yield* stages(run);
  } finally {
    for (const socket of run.open) socket.destroy();
  }
}

async function* stages(run: Run): AsyncGenerator<StageEvent, void> {
  const dns = await dnsStage(run);
  yield dns.event;
  if (dns.value === undefined) return;
  const tcp = await tcpStage(run, dns.value);
  yield tcp.event;
  if (tcp.value === undefined) return;
  if (!isSecure(run.target)) {
    yield* mqttStages(run, tcp.value);
    return;
  }
  const tls = await tlsStage(run, tcp.value.socket, tcp.value.address);
  if (tls.value === undefined) yield tls.event;
  else yield* mqttStages(run, { ...tcp.value, socket: tls.value.socket }, { event: tls.event, secured: tls.value });
}

interface Handshaken {
  readonly event: { readonly name: 'tls' } & Stage<'tls', Mutable<TlsFacts>>;
  readonly secured: Secured;
}

/** The event of `tls` is held back until the other side has answered: only then the handshake is known to be good. */
async function* mqttStages(run: Run, connection: Connection, tls?: Handshaken): AsyncGenerator<StageEvent, void> {
  const talk = startTalk(run, connection, tls?.event.facts);
  let held = tls;
  for (const next of isWebSocket(run.target) ? [webSocketStage, mqttStage] : [mqttStage]) {
    const { event, value } = await next(talk);
    if (held !== undefined && talk.refusedByTls) {
      const facts = { ...held.event.facts, verified: false };
      yield { ...held.event, facts, ok: false, ...(event.problem === undefined ? {} : { problem: event.problem }) };
      return;
    }
    if (held !== undefined) {
      if (event.ok) held.event.facts.session = await sessionOf(run, held.secured, connection.address);
      yield held.event;
      held = undefined;
    }
    yield event;
    if (!event.ok) return;
    if (value !== undefined) yield* roundtrips(run, value, talk.clientId);
  }
}

/** QoS 1 first: only its acknowledgement can say that the topic is forbidden, where QoS 0 just stays away. */
async function* roundtrips(run: Run, session: MqttSession, clientId: string): AsyncGenerator<StageEvent, void> {
  const most = Number(session.connack.properties?.maximumQoS ?? 2);
  try {
    for (const qos of run.target.roundtrip ? ([1, 0, 2] as const) : []) {
      if (qos > most) continue;
      const event = await roundtripStage(run, session, { topic: `${topicPrefixOf(run.target)}/${clientId}`, qos });
      yield event;
      if (!event.ok) return;
    }
  } finally {
    await session.close();
  }
}

function dnsStage(run: Run) {
  const facts: Mutable<DnsFacts> = { host: run.target.host, addresses: [] };
  return stage(run, 'dns', facts, async () => {
    facts.addresses = await resolve(run.target.host);
    return facts.addresses;
  });
}

function tcpStage(run: Run, addresses: readonly string[]) {
  const { port, timeoutMs } = run.target;
  const failed: TcpFacts['failed'][number][] = [];
  const facts: Mutable<TcpFacts> = { port, failed };
  run.evidence.addresses = addresses;
  return stage(run, 'tcp', facts, async (signal) => {
    const reached = await connectFirst(addresses, port, { timeoutMs, signal }, ({ address, failure }) => {
      failed.push({ address, code: failure.code });
    });
    run.open.add(reached.socket);
    facts.address = reached.address;
    return reached;
  });
}

/** What is said over the open connection, by one stage or by two. */
interface Talk {
  readonly run: Run;
  readonly connection: Connection;
  readonly tls: TlsFacts | undefined;
  readonly clientId: string;
  /** Nothing may be sent yet: the server may still refuse the client certificate. */
  unsettled: boolean;
  refusedByTls: boolean;
  /** Under way since the stage before. */
  session?: Promise<MqttSession>;
  readonly controller: AbortController;
}

function startTalk(run: Run, connection: Connection, tls: TlsFacts | undefined): Talk {
  return {
    run,
    connection,
    tls,
    // At most 23 letters and digits: what every broker must accept (MQTT 3.1.1, section 3.1.3.1).
    clientId: `mqttsecurity${randomBytes(4).toString('hex')}`,
    unsettled: tls?.version === 'TLSv1.3',
    refusedByTls: false,
    controller: new AbortController(),
  };
}

async function settled(talk: Talk, signal: AbortSignal): Promise<void> {
  const { socket, roundTripMs } = talk.connection;
  if (talk.unsettled && isTls(socket)) await settle(socket, roundTripMs, signal);
  talk.unsettled = false;
}

/** The WebSocket opens, and CONNECT follows at once; its answer belongs to the next stage. */
async function webSocketStage(talk: Talk) {
  const { run, connection, controller } = talk;
  const facts: Mutable<WebSocketFacts> = { path: run.target.path ?? '/' };
  const work = async (signal: AbortSignal): Promise<undefined> => {
    await settled(talk, signal);
    const release = onAbort(signal, () => controller.abort(signal.reason));
    await new Promise<void>((opened, failed) => {
      const listener = { answered: (more: object) => void Object.assign(facts, more), opened };
      talk.session = run.openMqtt(connection.socket, run.target, talk.clientId, controller.signal, listener);
      talk.session.catch(failed);
    }).finally(release);
  };
  return stage(run, 'websocket', facts, work, (failure, signal) => whoFailed(talk, failure, signal));
}

async function mqttStage(talk: Talk) {
  const { run, connection, controller } = talk;
  const { target, evidence } = run;
  const facts: Mutable<MqttFacts> = {
    mqttVersion: target.mqttVersion === 5 ? '5.0' : '3.1.1',
    clientId: talk.clientId,
    ...(target.username === undefined ? {} : { username: target.username }),
  };
  evidence.usernameSent = target.username !== undefined;
  evidence.passwordSent = target.password !== undefined;
  const work = async (signal: AbortSignal) => {
    await settled(talk, signal);
    const release = onAbort(signal, () => controller.abort(signal.reason));
    try {
      talk.session ??= run.openMqtt(connection.socket, target, talk.clientId, controller.signal);
      const session = await talk.session;
      Object.assign(facts, session.connack);
      return session;
    } finally {
      release();
    }
  };
  return stage(run, 'mqtt', facts, work, async (failure, signal) => {
    if (failure.reasonCode !== undefined) facts.reasonCode = failure.reasonCode;
    if (failure.reasonString !== undefined) facts.reasonString = failure.reasonString;
    await whoFailed(talk, failure, signal);
  });
}

type FailureSeen = Parameters<typeof hidesItsReason>[0];

/** Plaintext where TLS is spoken, or a refusal of TLS that came after the handshake. */
async function whoFailed(talk: Talk, failure: FailureSeen, signal: AbortSignal): Promise<void> {
  if (talk.tls === undefined) return lookForTls(talk.run, talk.connection.address, failure, signal);
  talk.refusedByTls = isTlsFailure(failure) || (talk.unsettled && hidesItsReason(failure));
  if (talk.refusedByTls) talk.run.evidence.stage = 'tls';
}

async function roundtripStage(
  run: Run,
  session: MqttSession,
  { topic, qos }: Pick<RoundtripFacts, 'topic' | 'qos'>,
): Promise<StageEvent> {
  const facts: Mutable<RoundtripFacts> = { topic, qos };
  const work = () => roundtrip(session, facts);
  const { event } = await stage(run, 'roundtrip', facts, work, async () => {
    run.evidence.subscribed = facts.grantedQos !== undefined;
    run.evidence.qos = qos;
  });
  return event;
}

function isTls(socket: Socket): socket is TLSSocket {
  return 'getProtocol' in socket;
}
