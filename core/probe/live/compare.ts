import type { ListenerExpectation, Place } from '../../facts/expectation';
import { type Message, t } from '../../facts/message';
import { tlsVersionName } from '../../facts/tls';
import type { NegativeResult, NegativeTestId } from '../negative/result';
import type { ScanResult } from '../scan/result';
import { SCAN_VERSIONS, TLS_VERSION } from '../scan/versions';

/** What the live broker showed of a listener. Plain data without secrets. */
export interface Observation {
  /**
   * `tls`: it was scanned; `plain`: it answers MQTT in the clear; `other`: neither; `unreachable`: nothing answered;
   * `not-confirmed`: nobody agreed to a scan of that address, so nothing was tried.
   */
  readonly kind: 'tls' | 'plain' | 'other' | 'unreachable' | 'not-confirmed';
  readonly scan?: ScanResult;
  readonly refusals: readonly NegativeResult[];
  /** Why nothing could be said; for `unreachable` and `other`. */
  readonly reason?: Message;
}

export type LiveDifferenceId =
  | 'not-reachable'
  | 'plaintext-served'
  | 'tls-served'
  | 'certificate-not-reloaded'
  | 'version-wider'
  | 'version-narrower'
  | 'suite-wider'
  | 'client-certificate-not-required'
  | 'anonymous-allowed';

/** One thing in which the broker is not as its file says. */
export interface LiveDifference {
  readonly id: LiveDifferenceId;
  /** The line of the configuration that says otherwise. */
  readonly at: Place;
  /** `error`: a door stands open that the file closes. */
  readonly level: 'error' | 'warning' | 'info';
  readonly message: Message;
}

/** Every difference, the worst first. Empty: what could be seen is as the file says. */
export function compareLive(expected: ListenerExpectation, seen: Observation): readonly LiveDifference[] {
  const found = [...reach(expected, seen), ...accessOf(expected, seen)];
  if (expected.tls && seen.scan !== undefined) found.push(...tlsOf(expected, seen.scan));
  return found.sort((a, b) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level));
}

const LEVELS: readonly LiveDifference['level'][] = ['error', 'warning', 'info'];

/** What a broker shows whose running configuration is older than the file. */
const RESTART = t('restart the broker, and see in its log which file it reads');

function reach({ at, tls, tlsAt, label }: ListenerExpectation, seen: Observation): LiveDifference[] {
  if (seen.kind === 'unreachable') {
    const message = t('nothing answers at {label}: the broker does not run, or not with this file', { label });
    return [{ id: 'not-reachable', at, level: 'warning', message }];
  }
  if (tls && (seen.kind === 'plain' || outcome(seen, 'plaintext') === 'accepted')) {
    const message = t('the file asks for TLS, but the broker answers in plaintext; {advice}', { advice: RESTART });
    return [{ id: 'plaintext-served', at: tlsAt, level: 'error', message }];
  }
  if (!tls && seen.kind === 'tls') {
    const message = t('the file opens this listener without TLS, but the broker speaks TLS; {advice}', {
      advice: RESTART,
    });
    return [{ id: 'tls-served', at, level: 'info', message }];
  }
  return [];
}

function accessOf({ anonymous, clientCertificate }: ListenerExpectation, seen: Observation): LiveDifference[] {
  const found: LiveDifference[] = [];
  if (!anonymous.allowed && outcome(seen, 'anonymous') === 'accepted') {
    const message = t('the file forbids anonymous clients, but the broker let one in; {advice}', { advice: RESTART });
    found.push({ id: 'anonymous-allowed', at: anonymous.at, level: 'error', message });
  }
  if (clientCertificate.value === 'required' && seen.scan?.clientCertificate.required === false) {
    const message = t('the file demands client certificates, but the broker lets clients in without one; {advice}', {
      advice: RESTART,
    });
    found.push({ id: 'client-certificate-not-required', at: clientCertificate.at, level: 'error', message });
  }
  return found;
}

function tlsOf(expected: ListenerExpectation, scan: ScanResult): LiveDifference[] {
  return [...certificate(expected, scan), ...versions(expected, scan), ...suites(expected, scan)];
}

/** A broker may have a certificate for each kind of key: one that is served and is not the file's proves nothing then. */
function certificate({ certificate: file }: ListenerExpectation, { certificates }: ScanResult): LiveDifference[] {
  const served = certificates.flatMap(({ chain: [own] }) => (own === undefined ? [] : [own]));
  const [first] = served;
  if (file === undefined || first === undefined) return [];
  if (served.some(({ fingerprint }) => fingerprint === file.fingerprint)) return [];
  const date = new Date(first.notAfter).toISOString().slice(0, 10);
  const message = t(
    '{path} is not the certificate that the broker serves, which is another one of {subject}, valid until {date}: have the broker read its files again',
    { path: file.path, subject: first.subject, date },
  );
  return [{ id: 'certificate-not-reloaded', at: file.at, level: 'warning', message }];
}

function versions({ versions: file }: ListenerExpectation, { protocols }: ScanResult): LiveDifference[] {
  if (file === undefined) return [];
  const { at, enabled } = file;
  return SCAN_VERSIONS.flatMap((key): LiveDifference[] => {
    const version = tlsVersionName(TLS_VERSION[key]);
    const isEnabled = enabled.includes(TLS_VERSION[key]);
    if (protocols[key] && !isEnabled) {
      const message = t('the broker accepts {version}, which the file does not allow; {advice}', {
        version,
        advice: RESTART,
      });
      return [{ id: 'version-wider', at, level: key === 'tls1.2' || key === 'tls1.3' ? 'info' : 'warning', message }];
    }
    // Old versions that the library no longer has are no loss, and no news.
    if (protocols[key] || !isEnabled || (key !== 'tls1.2' && key !== 'tls1.3')) return [];
    const message = t('the file allows {version}, but the broker refuses it', { version });
    return [{ id: 'version-narrower', at, level: 'info', message }];
  });
}

function suites({ suites: lists = [] }: ListenerExpectation, { ciphers }: ScanResult): LiveDifference[] {
  return lists.flatMap(({ at, covers, names }): LiveDifference[] => {
    const accepted = SCAN_VERSIONS.filter((key) => covers.includes(TLS_VERSION[key])).flatMap((key) => ciphers[key]);
    const wider = [...new Set(accepted)].filter((name) => !names.includes(name));
    if (wider.length === 0) return [];
    const message = t('the broker accepts suites that the file does not allow: {names}; {advice}', {
      names: wider.length > MOST ? `${wider.slice(0, MOST).join(', ')}, …` : wider.join(', '),
      advice: RESTART,
    });
    return [{ id: 'suite-wider', at, level: 'warning', message }];
  });
}

const MOST = 6;

function outcome({ refusals }: Observation, wanted: NegativeTestId): NegativeResult['outcome'] | undefined {
  return refusals.find(({ id }) => id === wanted)?.outcome;
}
