import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { certFactsOf } from '../certs/inspect';
import { sessionFactsOf } from '../certs/tls-session';
import type { CertFacts } from '../facts/certificate';
import { judge } from '../facts/judge';
import { type Credentials, readCredentials } from './credentials';
import { type Failure, within } from './deadline';
import type { CertWarning, Mutable, SessionFacts, TlsFacts } from './event';
import { type Run, stage } from './run';
import { lookBehind } from './second-look';
import { connectTcp } from './stages/tcp';
import { handshakeOf, observe, resumes, servernameOf, verify } from './stages/tls';
import type { Target } from './target';
import { fileThatVouches, stapledAnswer, trustOf } from './trust';
import { stapledWarnings } from './trust-rows';

/** A handshake that came about, and the session that it may be taken up again with. */
export interface Secured {
  readonly socket: TLSSocket;
  readonly session: () => Buffer | undefined;
}

/** The TLS stage: looks at the server on `first`, where nothing is sent, then makes the attempt that counts. */
export function tlsStage(run: Run, first: Socket, address: string) {
  const { target, evidence } = run;
  const facts: Mutable<TlsFacts> = {
    servername: servernameOf(target),
    chain: [],
    verified: false,
    clientCertificate: false,
    warnings: [],
  };
  const presented: Uint8Array[] = [];
  const work = async (signal: AbortSignal): Promise<Secured> => {
    const credentials = await readCredentials(target);
    note(evidence, credentials);
    facts.clientCertificate = credentials.cert !== undefined;
    presented.push(...(await lookAtServer(run, first, { facts, credentials }, signal)));
    const socket = await connectTcp(address, target.port, signal);
    run.open.add(socket);
    let session: Buffer | undefined;
    const secured = await verify(socket, target, credentials, signal, (begun) => {
      begun.on('session', (given: Buffer) => {
        session = given;
      });
    });
    run.open.add(secured);
    Object.assign(facts, handshakeOf(secured), { verified: true });
    if (credentials.ca === undefined) facts.trust = trustOf(presented, undefined, completeChain(secured));
    evidence.tlsVersion = facts.version;
    return { socket: secured, session: () => session };
  };
  return stage(run, 'tls', facts, work, async (failure, signal) => {
    facts.warnings = facts.warnings.filter(({ id }) => !saidAlready[failure.code]?.includes(id));
    await lookForAuthority(run, presented, failure);
    await lookBehind(run, address, failure, signal);
  });
}

/** Tries whether the server takes the session up again; what it cannot find out is no failure. */
export async function sessionOf(
  { target, open, options }: Run,
  { session }: Secured,
  address: string,
): Promise<SessionFacts> {
  const given = session();
  if (given === undefined) return { ticket: false };
  const attempt = async (signal: AbortSignal) => {
    const socket = await connectTcp(address, target.port, signal);
    open.add(socket);
    return resumes(socket, target, given, signal);
  };
  const resumed = await within(Math.min(resumptionMs, target.timeoutMs), options.signal, attempt).catch(
    () => undefined,
  );
  return { ...sessionFactsOf(given), ...(resumed === undefined ? {} : { resumed }) };
}

const resumptionMs = 1000;

/** The failure itself says what these warnings would repeat. */
const saidAlready: Readonly<Record<string, readonly CertWarning['id'][]>> = {
  CERT_HAS_EXPIRED: ['expired'],
  CERT_NOT_YET_VALID: ['not-yet-valid'],
  ERR_TLS_CERT_ALTNAME_INVALID: ['name-mismatch', 'no-san'],
  INVALID_PURPOSE: ['wrong-usage'],
};

/** A failure to look is no failure of the stage: the attempt that counts follows. → the chain as DER */
async function lookAtServer(
  run: Run,
  socket: Socket,
  { facts, credentials }: { readonly facts: Mutable<TlsFacts>; readonly credentials: Credentials },
  signal: AbortSignal,
): Promise<readonly Uint8Array[]> {
  const { target, options, evidence } = run;
  let seen: readonly Uint8Array[] = [];
  try {
    await observe(socket, target, signal, ({ handshake, chain, ocsp }) => {
      seen = chain;
      Object.assign(facts, handshake);
      facts.chain = chain.map((bytes) => certFactsOf(bytes)).filter((each) => each !== undefined);
      facts.warnings = warningsOf(facts.chain, target, options.now);
      facts.trust = trustOf(chain, credentials.ca);
      facts.ocsp = stapledAnswer(ocsp, chain, credentials.ca, options.now);
      facts.warnings = [...facts.warnings, ...stapledWarnings(facts.ocsp, facts.chain[0]?.subject ?? '')];
      evidence.chain = facts.chain;
      evidence.tlsVersion = handshake.version;
    });
  } catch (error) {
    if (signal.aborted) throw error;
  }
  return seen;
}

/** An authority that is at hand is better advice than one that has to be found. */
async function lookForAuthority({ evidence, options }: Run, chain: readonly Uint8Array[], { code }: Failure) {
  if (!/UNABLE_TO_|SELF_SIGNED|CERT_SIGNATURE_FAILURE/.test(code)) return;
  evidence.authorityFile = await fileThatVouches(chain, options.authorities ?? []);
}

/** With what the system's authorities add at its end. */
function completeChain(socket: TLSSocket): readonly CertFacts[] {
  const chain: CertFacts[] = [];
  let next = socket.getPeerCertificate(true);
  for (let depth = 0; depth < depthLimit && next?.raw !== undefined; depth++) {
    const facts = certFactsOf(next.raw);
    if (facts === undefined || chain.at(-1)?.fingerprint === facts.fingerprint) break;
    chain.push(facts);
    next = next.issuerCertificate;
  }
  return chain;
}

const depthLimit = 20;

function note(evidence: Run['evidence'], { ca, cert, key, passphrase }: Credentials): void {
  evidence.ca = ca?.facts;
  evidence.clientCertificate = cert?.facts;
  evidence.clientKey = key?.facts;
  evidence.passphraseGiven = passphrase !== undefined;
}

/** What will hurt besides what already failed; judged as lint does. */
function warningsOf(chain: readonly CertFacts[], { servername, host }: Target, now: number): CertWarning[] {
  return chain.flatMap((facts, index) => {
    const problems =
      index === 0 ? judge(facts, { now, role: 'server', host: servername ?? host }) : judge(facts, { now, role: 'ca' });
    return problems.map((problem) => ({ ...problem, certificate: facts.subject }));
  });
}
