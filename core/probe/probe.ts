import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { CertFacts } from '../facts/certificate';
import { judge } from '../facts/judge';
import { type Credentials, readCredentials } from './credentials';
import type {
  CertWarning,
  DnsFacts,
  MqttFacts,
  Mutable,
  RoundtripFacts,
  Stage,
  StageEvent,
  TcpFacts,
  TlsFacts,
} from './event';
import { type Connection, type ProbeOptions, type Run, stage } from './run';
import { hidesItsReason, isTlsFailure, lookBehind, lookForTls } from './second-look';
import { resolve } from './stages/dns';
import type { MqttSession } from './stages/mqtt';
import { roundtrip } from './stages/roundtrip';
import { connectFirst, connectTcp } from './stages/tcp';
import { handshakeOf, observe, servernameOf, settle, verify } from './stages/tls';
import { isSecure, type Target } from './target';

/**
 * Tests a connection stage by stage: name, TCP, TLS, MQTT, and the round trip where the target asks for it. Yields one
 * event per stage; a failed stage is the last. Every connection is closed when the generator ends or is abandoned.
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
  else yield* mqttStages(run, { ...tcp.value, socket: tls.value }, tls.event);
}

/** `tls` is held back until the broker has answered: only then is the handshake known to have succeeded. */
async function* mqttStages(
  run: Run,
  connection: Connection,
  tls?: Stage<'tls', TlsFacts>,
): AsyncGenerator<StageEvent, void> {
  const mqtt = await mqttStage(run, connection, tls?.facts);
  if (tls !== undefined && mqtt.refusedByTls) {
    const facts = { ...tls.facts, verified: false };
    yield { ...tls, facts, ok: false, problem: mqtt.event.problem };
    return;
  }
  if (tls !== undefined) yield tls;
  yield mqtt.event;
  if (mqtt.value === undefined) return;
  try {
    if (run.target.roundtrip) yield await roundtripStage(run, mqtt.value, mqtt.event.facts.clientId);
  } finally {
    await mqtt.value.close();
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

function tlsStage(run: Run, first: Socket, address: string) {
  const { target, evidence } = run;
  const facts: Mutable<TlsFacts> = {
    servername: servernameOf(target),
    chain: [],
    verified: false,
    clientCertificate: false,
    warnings: [],
  };
  const work = async (signal: AbortSignal) => {
    const credentials = await readCredentials(target);
    note(evidence, credentials);
    facts.clientCertificate = credentials.cert !== undefined;
    await lookAtServer(run, first, facts, signal);
    const socket = await connectTcp(address, target.port, signal);
    run.open.add(socket);
    const secured = await verify(socket, target, credentials, signal);
    run.open.add(secured);
    Object.assign(facts, handshakeOf(secured), { verified: true });
    evidence.tlsVersion = facts.version;
    return secured;
  };
  return stage(run, 'tls', facts, work, async (failure, signal) => {
    facts.warnings = facts.warnings.filter(({ id }) => !saidAlready[failure.code]?.includes(id));
    await lookBehind(run, address, failure, signal);
  });
}

/** The failure itself says what these warnings would repeat. */
const saidAlready: Readonly<Record<string, readonly CertWarning['id'][]>> = {
  CERT_HAS_EXPIRED: ['expired'],
  CERT_NOT_YET_VALID: ['not-yet-valid'],
  ERR_TLS_CERT_ALTNAME_INVALID: ['name-mismatch', 'no-san'],
  INVALID_PURPOSE: ['wrong-usage'],
};

/** A failure to look is no failure of the stage: the attempt that counts follows. */
async function lookAtServer(run: Run, socket: Socket, facts: Mutable<TlsFacts>, signal: AbortSignal): Promise<void> {
  try {
    const { target, options } = run;
    await observe(socket, target, signal, ({ handshake, chain }) => {
      Object.assign(facts, handshake);
      facts.chain = chain;
      facts.warnings = warningsOf(chain, target, options.now);
      run.evidence.chain = chain;
      run.evidence.tlsVersion = handshake.version;
    });
  } catch (error) {
    if (signal.aborted) throw error;
  }
}

async function mqttStage(run: Run, { socket, address, roundTripMs }: Connection, tls: TlsFacts | undefined) {
  const { target, evidence } = run;
  const facts: Mutable<MqttFacts> = {
    mqttVersion: target.mqttVersion === 5 ? '5.0' : '3.1.1',
    // At most 23 letters and digits: what every broker must accept (MQTT 3.1.1, section 3.1.3.1).
    clientId: `mqttsecurity${randomBytes(4).toString('hex')}`,
    ...(target.username === undefined ? {} : { username: target.username }),
  };
  evidence.usernameSent = target.username !== undefined;
  evidence.passwordSent = target.password !== undefined;
  let settled = tls?.version !== 'TLSv1.3';
  let refusedByTls = false;
  const work = async (signal: AbortSignal) => {
    if (!settled && isTls(socket)) await settle(socket, roundTripMs, signal);
    settled = true;
    const session = await run.openMqtt(socket, target, facts.clientId, signal);
    Object.assign(facts, session.connack);
    return session;
  };
  const ended = await stage(run, 'mqtt', facts, work, async (failure, signal) => {
    if (failure.reasonCode !== undefined) facts.reasonCode = failure.reasonCode;
    if (failure.reasonString !== undefined) facts.reasonString = failure.reasonString;
    if (tls === undefined) return lookForTls(run, address, failure, signal);
    refusedByTls = isTlsFailure(failure) || (!settled && hidesItsReason(failure));
    if (refusedByTls) evidence.stage = 'tls';
  });
  return { ...ended, refusedByTls };
}

async function roundtripStage(run: Run, session: MqttSession, clientId: string) {
  const facts: Mutable<RoundtripFacts> = { topic: `mqtt-security-test/${clientId}`, qos: 1 };
  const { event } = await stage(
    run,
    'roundtrip',
    facts,
    () => roundtrip(session, facts),
    async () => {
      run.evidence.subscribed = facts.grantedQos !== undefined;
    },
  );
  return event;
}

function note(evidence: Run['evidence'], { ca, cert, key, passphrase }: Credentials): void {
  evidence.ca = ca?.facts;
  evidence.clientCertificate = cert?.facts;
  evidence.clientKey = key?.facts;
  evidence.passphraseGiven = passphrase !== undefined;
}

/** What will hurt besides what already failed. */
function warningsOf(chain: readonly CertFacts[], { servername, host }: Target, now: number): CertWarning[] {
  return chain.flatMap((facts, index) => {
    const problems =
      index === 0 ? judge(facts, { now, role: 'server', host: servername ?? host }) : judge(facts, { now, role: 'ca' });
    return problems.map((problem) => ({ ...problem, certificate: facts.subject }));
  });
}

function isTls(socket: Socket): socket is TLSSocket {
  return 'getProtocol' in socket;
}
