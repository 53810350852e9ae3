// Questions that several rules ask of the model.
import type { CertFacts, CertProblem, PemFacts } from '../facts/certificate';
import { judge } from '../facts/judge';
import { type Message, t } from '../facts/message';
import type { Draft, Kind } from './finding';
import type { FileReference, Limits, Listener, Model, Outgoing } from './model';

/** One end of TLS connections: a listener, or a connection that the broker makes. */
export interface TlsEnd {
  readonly label: string;
  readonly tls: Listener['tls'] | Outgoing['tls'];
  readonly outgoing: boolean;
}

/** Every end that is in use: switched-off listeners are left out. */
export const tlsEnds = oncePerModel(({ listeners, outgoing }): readonly TlsEnd[] => [
  ...listeners.filter(({ enabled }) => enabled).map(({ label, tls }) => ({ label, tls, outgoing: false })),
  ...outgoing.map(({ label, tls }) => ({ label, tls, outgoing: true })),
]);

/** Those whose certificate could be read. */
export const certifiedEnds = oncePerModel((model) =>
  tlsEnds(model).filter(({ tls }) => (pemOf(tls.certificate.value)?.certificates.length ?? 0) > 0),
);

type Ends = Pick<Model, 'listeners' | 'outgoing'>;

/** Many rules ask the same of a model, which never changes. */
function oncePerModel<T>(answer: (model: Ends) => T): (model: Ends) => T {
  const known = new WeakMap<Ends, T>();
  return (model) => {
    const found = known.get(model) ?? answer(model);
    known.set(model, found);
    return found;
  };
}

/** Other machines can reach it. */
export function isExposed({ enabled, exposure }: Listener): boolean {
  return enabled && (exposure === 'public' || exposure === 'private');
}

/** The first that is written down and takes clients from other machines, to point at; a dashboard or gateway takes none. */
export function firstOpenDoor(listeners: readonly Listener[]): Listener | undefined {
  return listeners.find(
    (listener) =>
      isExposed(listener) && !listener.implicit && listener.protocol !== 'http' && listener.protocol !== 'other',
  );
}

/** What holds for all, and what zones say for themselves. */
export function allLimits({ limits, zoneLimits = [] }: Pick<Model, 'limits' | 'zoneLimits'>): readonly Limits[] {
  return limits ? [limits, ...zoneLimits] : zoneLimits;
}

/** Only named addresses may connect. */
export function refusesOthers({ addressRules }: Listener): boolean {
  return addressRules?.rules.some(({ permission, range }) => permission === 'deny' && range === undefined) ?? false;
}

/** Nobody gets in without a certificate that a trusted authority signed. */
export function demandsCertificate({ tls }: Listener): boolean {
  return tls.active && tls.clientCertificate.value === 'required';
}

/** Those together that one line lets in, or refuses, without a name; and those for which none is written. */
export function byAnonymousLine(listeners: readonly Listener[]): Iterable<readonly [Listener, ...Listener[]]> {
  const places = new Map<string, [Listener, ...Listener[]]>();
  for (const listener of listeners) {
    const { explicit, span } = listener.anonymous;
    const place = explicit ? `${span.file}\n${span.start}` : '';
    const group = places.get(place);
    if (group) group.push(listener);
    else places.set(place, [listener]);
  }
  return places.values();
}

/** No finding names more listeners: nobody reads more, and a file of sections counts on it (`sections.ts`). */
export const MOST_LISTENERS = 10;

/** The first of the listeners by their names, for a sentence. */
export function labelsOf(listeners: readonly Listener[]): Message | string {
  const labels = listeners
    .slice(0, MOST_LISTENERS)
    .map(({ label }) => label)
    .join(', ');
  return listeners.length > MOST_LISTENERS ? t('{labels} and others', { labels }) : labels;
}

/** The others of them, to point at. */
export function alsoNamed([, ...rest]: readonly Listener[]): readonly Listener[] {
  return rest.slice(0, MOST_LISTENERS - 1);
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
 * One kind of problem that `judge` finds in the certificates of the files that are named. Of a bundle of authorities one
 * that is sound is enough, so there every one must have the problem.
 */
export function* certificateFindings(model: Model, id: CertProblem['id']): Iterable<Draft> {
  const ofClients = new Set(model.outgoing.flatMap(({ tls }) => placeOf(tls.certificate.value)));
  for (const reference of model.references) {
    const certificates = pemOf(reference)?.certificates ?? NONE;
    const role = certificates.length > 0 ? certificateRole(reference, ofClients) : undefined;
    if (!role) continue;
    const problems = certificates.map((facts) => {
      // A certificate's file may hold the authorities above it as well.
      const own = certificates.length > 1 && facts.isCa ? 'ca' : role;
      return judgeOne(facts, model, own).find((problem) => problem.id === id);
    });
    if (role === 'ca' && problems.some((problem) => problem === undefined)) continue;
    for (const problem of problems) {
      if (problem) yield { at: reference.at, message: problem.message, kind: kindOfProblem(reference, problem) };
    }
  }
}

const NONE: readonly CertFacts[] = [];

type CertificateRole = 'server' | 'client' | 'ca';

function certificateRole(reference: FileReference, ofClients: ReadonlySet<string>): CertificateRole | undefined {
  if (reference.role === 'ca') return 'ca';
  if (reference.role !== 'certificate') return undefined;
  return placeOf(reference).some((place) => ofClients.has(place)) ? 'client' : 'server';
}

function placeOf(reference: FileReference | undefined): string[] {
  return reference ? [`${reference.at.start} ${reference.at.file}`] : [];
}

function judgeOne(facts: CertFacts, { now, expiryDays }: Model, role: CertificateRole): readonly CertProblem[] {
  return judge(facts, { now, expiryDays, role });
}

/** OpenSSL 3 does not load a certificate with a weak key or signature; everything else it leaves to the other side. */
function kindOfProblem(reference: FileReference, { id }: CertProblem): Kind {
  const loads = id !== 'weak-key' && id !== 'weak-signature';
  return loads || reference.role === 'ca' ? 'correctness' : kindOf(reference, 'security');
}
