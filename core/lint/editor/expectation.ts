import type { AllowedSuites, ListenerExpectation } from '../../facts/expectation';
import type { Listener } from '../model';
import { pemOf } from '../model-queries';

/** What a client should find on this listener if the broker runs with this file. */
export function expectationOf(listener: Listener): ListenerExpectation {
  const { label, at, tls, anonymous } = listener;
  const { versions, clientCertificate } = tls;
  return {
    label,
    at,
    tls: tls.active,
    tlsAt: tls.intended ?? at,
    ...certificateOf(listener),
    ...(tls.active ? { versions: { at: versions.span, enabled: versions.value } } : {}),
    ...suitesOf(listener),
    clientCertificate: { at: clientCertificate.span, value: tls.active ? clientCertificate.value : 'none' },
    anonymous: { at: anonymous.span, allowed: anonymous.value },
  };
}

/** Of several certificates in the file the first is the broker's own; the others are those above it. */
function certificateOf({ tls }: Listener): Pick<ListenerExpectation, 'certificate'> {
  const reference = tls.certificate.value;
  const [own] = pemOf(reference)?.certificates ?? [];
  if (reference === undefined || own === undefined) return {};
  return { certificate: { at: reference.at, path: reference.path, fingerprint: own.fingerprint } };
}

/**
 * Exclusions are not subtracted, so that a suite counts as allowed rather than not; a list with a word that is not
 * understood is left out altogether.
 */
function suitesOf({ tls }: Listener): Pick<ListenerExpectation, 'suites'> {
  const lists = tls.ciphers.flatMap(({ at, covers, members, addsTls13 }): AllowedSuites[] => {
    const names = members.flatMap(({ suites }) => suites.map(({ name }) => name));
    if (names.length === 0 || members.some(({ role }) => role === 'unknown')) return [];
    return [{ at, covers: covers.filter((version) => version !== 'tlsv1.3' || addsTls13 !== true), names }];
  });
  return lists.length > 0 ? { suites: lists } : {};
}
