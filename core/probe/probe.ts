import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { CertFacts } from '../facts/certificate';
import { judge } from '../facts/judge';
import { type Credentials, readCredentials } from './credentials';
import { CANCELLED, type Failure, failureOf, within } from './deadline';
import type {
  CertWarning,
  DnsFacts,
  MqttFacts,
  Mutable,
  RoundtripFacts,
  Stage,
  StageEvent,
  StageName,
  TcpFacts,
  TlsFacts,
} from './event';
import { explain } from './explain';
import type { Situation } from './explain/situation';
import { resolve } from './stages/dns';
import { type MqttSession, openMqtt } from './stages/mqtt';
import { plainAnswer } from './stages/plain';
import { roundtrip } from './stages/roundtrip';
import { connectFirst, connectTcp } from './stages/tcp';
import { contextOf, handshakeOf, observe, servernameOf, settle, verify } from './stages/tls';
import { isSecure, type Target } from './target';

export interface ProbeOptions {
  /** Milliseconds since 1970 UTC, against which certificates are judged. */
  readonly now: number;
  /** Cancels the test; the stage then running ends as failed with the code `CANCELLED`. */
  readonly signal?: AbortSignal;
}

/**
 * Tests a connection stage by stage: name, TCP, TLS, MQTT, and the round trip where the target asks for it. Yields one
 * event per stage; a failed stage is the last. Every connection is closed when the generator ends or is abandoned.
 */
export async function* probe(target: Target, options: ProbeOptions): AsyncGenerator<StageEvent, void> {
  const run: Run = { target, options, open: new Set(), evidence: {} };
  try {
    yield* stages(run);
  } finally {
    for (const socket of run.open) socket.destroy();
  }
}

/** One test under way. */
interface Run {
  readonly target: Target;
  readonly options: ProbeOptions;
  readonly open: Set<Socket>;
  /** Gathered on the way, to tell one cause of a failure from another. */
  readonly evidence: Mutable<Partial<Situation>>;
}

/** An open connection and the address it leads to. */
interface Connection {
  readonly socket: Socket;
  readonly address: string;
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
    const context = contextOf(credentials);
    await lookAtServer(run, first, facts, signal);
    const socket = await connectTcp(address, target.port, signal);
    run.open.add(socket);
    const secured = await verify(socket, target, context, signal);
    run.open.add(secured);
    Object.assign(facts, handshakeOf(secured), { verified: true });
    evidence.tlsVersion = facts.version;
    return secured;
  };
  return stage(run, 'tls', facts, work, async (failure, signal) => {
    if (hidesItsReason(failure)) {
      const socket = await connectTcp(address, target.port, signal);
      run.open.add(socket);
      evidence.plainAnswer = await plainAnswer(socket, signal);
    }
  });
}

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

async function mqttStage(run: Run, { socket, address }: Connection, tls: TlsFacts | undefined) {
  const { target, evidence } = run;
  const facts: Mutable<MqttFacts> = {
    mqttVersion: target.mqttVersion === 5 ? '5.0' : '3.1.1',
    // At most 23 letters and digits: what every broker must accept (MQTT 3.1.1, section 3.1.3.1).
    clientId: `mqttsecurity${randomBytes(4).toString('hex')}`,
    ...(target.username === undefined ? {} : { username: target.username }),
  };
  evidence.usernameSent = target.username !== undefined;
  evidence.passwordSent = target.password !== undefined;
  let accepted = tls?.version !== 'TLSv1.3';
  let refusedByTls = false;
  const work = async (signal: AbortSignal) => {
    if (!accepted && isTls(socket)) accepted = await settle(socket, signal);
    const session = await openMqtt(socket, target, facts.clientId, signal);
    Object.assign(facts, session.connack);
    return session;
  };
  const ended = await stage(run, 'mqtt', facts, work, async (failure, signal) => {
    if (failure.reasonCode !== undefined) facts.reasonCode = failure.reasonCode;
    if (failure.reasonString !== undefined) facts.reasonString = failure.reasonString;
    if (tls === undefined) return lookForTls(run, address, failure, signal);
    refusedByTls = isTlsFailure(failure) || (!accepted && hidesItsReason(failure) && failure.code !== 'ETIMEDOUT');
    if (refusedByTls) evidence.stage = 'tls';
  });
  return { ...ended, refusedByTls };
}

/** A plaintext connection that got no answer: is this a TLS port? */
async function lookForTls(run: Run, address: string, failure: Failure, signal: AbortSignal): Promise<void> {
  if (failure.reasonCode !== undefined) return;
  const socket = await connectTcp(address, run.target.port, signal);
  run.open.add(socket);
  await observe(socket, run.target, signal, () => {
    run.evidence.speaksTls = true;
  });
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

/** How long a second look may take that only tells one cause from another. */
const secondLookMs = 2000;

/** Runs one stage against its deadline; after a failure takes a second look, then explains. */
async function stage<Name extends StageName, Facts, Value>(
  run: Run,
  name: Name,
  facts: Facts,
  work: (signal: AbortSignal) => Promise<Value>,
  lookAgain?: (failure: Failure, signal: AbortSignal) => Promise<void>,
): Promise<{ readonly event: Stage<Name, Facts>; readonly value: Value | undefined }> {
  const { target, options, evidence } = run;
  const started = performance.now();
  try {
    const value = await within(target.timeoutMs, options.signal, work);
    return { event: { name, ok: true, ms: since(started), facts }, value };
  } catch (error) {
    const ms = since(started);
    const failure = options.signal?.aborted ? { code: CANCELLED, text: 'cancelled' } : failureOf(error);
    evidence.stage = name;
    if (lookAgain !== undefined && failure.code !== CANCELLED) {
      await within(Math.min(secondLookMs, target.timeoutMs), options.signal, (signal) =>
        lookAgain(failure, signal),
      ).catch(() => undefined);
    }
    const problem = explain({ ...evidence, failure, target, now: options.now });
    return { event: { name, ok: false, ms, facts, problem }, value: undefined };
  }
}

function since(started: number): number {
  return Math.round(performance.now() - started);
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

/** Errors by which a peer goes away without saying why. */
function hidesItsReason({ code, text }: Failure): boolean {
  return (
    ['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EPROTO', 'CLOSED_BEFORE_CONNACK'].includes(code) ||
    /wrong.version.number|packet.length.too.long/i.test(`${code} ${text}`)
  );
}

function isTlsFailure({ code, text }: Failure): boolean {
  return /^ERR_SSL_/.test(code) || /SSL routines|alert number/i.test(text);
}

function isTls(socket: Socket): socket is TLSSocket {
  return 'getProtocol' in socket;
}
