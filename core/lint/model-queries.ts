// Questions that several rules ask of the model.
import type { CertFacts, CertProblem, PemFacts } from '../facts/certificate';
import { judge } from '../facts/judge';
import type { Draft, Kind } from './finding';
import type { FileReference, Listener, Model, Outgoing } from './model';

/** One end of TLS connections: a listener, or a connection that the broker makes. */
export interface TlsEnd {
  readonly label: string;
  readonly tls: Listener['tls'] | Outgoing['tls'];
  readonly outgoing: boolean;
}

/** Every end that is in use: switched-off listeners are left out. */
export function tlsEnds({ listeners, outgoing }: Pick<Model, 'listeners' | 'outgoing'>): TlsEnd[] {
  return [
    ...listeners.filter(({ enabled }) => enabled).map(({ label, tls }) => ({ label, tls, outgoing: false })),
    ...outgoing.map(({ label, tls }) => ({ label, tls, outgoing: true })),
  ];
}

/** Other machines can reach it. */
export function isExposed({ enabled, exposure }: Listener): boolean {
  return enabled && (exposure === 'public' || exposure === 'private');
}

/** Nobody gets in without a certificate that a trusted authority signed. */
export function demandsCertificate({ tls }: Listener): boolean {
  return tls.active && tls.clientCertificate.value === 'required';
}

/** What a referenced file holds, where it was found and is a file. */
export function pemOf(reference: FileReference | undefined): PemFacts | undefined {
  const facts = reference?.target?.facts;
  return facts?.kind === 'file' ? facts.pem : undefined;
}

/** `fatal` where the broker stops because of the file, else `otherwise`. */
export function kindOf({ fatal }: FileReference, otherwise: Kind): Kind {
  return fatal ? 'fatal' : otherwise;
}

/**
 * What `judge` says about the validity of the certificates in the files that are named. Of a bundle of authorities one
 * that holds is enough, so there the verdict must be on every one.
 */
export function* validityFindings(model: Model, id: CertProblem['id']): Iterable<Draft> {
  for (const reference of model.references) {
    if (reference.role !== 'certificate' && reference.role !== 'ca') continue;
    const problems = (pemOf(reference)?.certificates ?? []).map((facts) => problemOf(facts, model, id));
    if (reference.role === 'ca' && problems.some((problem) => problem === undefined)) continue;
    for (const problem of problems) {
      if (problem) yield { at: reference.at, message: problem.message };
    }
  }
}

function problemOf(facts: CertFacts, { now, expiryDays }: Model, id: CertProblem['id']): CertProblem | undefined {
  return judge(facts, { now, expiryDays, role: 'server' }).find((problem) => problem.id === id);
}
