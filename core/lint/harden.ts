import { type CipherSuite, RECOMMENDED_SUITES } from '../facts/cipher-suites';
import { type Message, t } from '../facts/message';
import { OBSOLETE_TLS_VERSIONS } from '../facts/tls';
import { accessList, passwords } from './harden-files';
import type { Listener, Model, Setting } from './model';
import type { Beside, NewFile } from './new-files';
import type { Edit, Span } from './source';

/** One step towards a listener that gives nothing away, to be shown by itself. */
export interface Hardening {
  readonly change: Message;
  readonly edits: readonly Edit[];
  /** Files that come with the step, and that are not there now. */
  readonly creates?: readonly NewFile[];
}

/**
 * What makes a listener harder, in the user's own syntax. Where nobody could prove a name, anonymous clients stay, unless
 * a password file can come with the step (`beside` given): the step then says that it wants users first.
 */
export function harden(model: Model, listener: Listener, beside?: Beside): readonly Hardening[] {
  if (!listener.enabled || model.unreadable) return [];
  const signedIn = noAnonymous(model, listener);
  const steps = [
    tlsFloor(listener),
    suites(listener),
    passwords(model, listener, { beside, needed: !canSignIn(model, listener) }),
    signedIn,
    accessList(model, listener, beside),
    limits(model, listener),
  ];
  return steps.flat().filter(({ edits, creates = [] }) => edits.length + creates.length > 0);
}

function tlsFloor({ tls, label }: Listener): readonly Hardening[] {
  const { versions, active } = tls;
  if (!active || !versions.value.some((version) => OBSOLETE_TLS_VERSIONS.has(version))) return [];
  const modern = versions.value.filter((version) => !OBSOLETE_TLS_VERSIONS.has(version));
  const choices = [modern, ['tlsv1.2', 'tlsv1.3'] as const].filter(({ length }) => length > 0);
  const edits = choices.map((choice) => versions.set(choice)).find(({ length }) => length > 0) ?? [];
  return [{ change: t('{label}: TLS 1.2 and newer only; older clients are refused', { label }), edits }];
}

/** Clients with pre-shared keys need suites of their own, and TLS 1.3 has none that are weak. */
function suites({ tls, label }: Listener): readonly Hardening[] {
  if (!tls.active || tls.preShared || !tls.suites || !tls.versions.value.includes('tlsv1.2')) return [];
  const lists = tls.ciphers.filter(({ covers }) => covers.includes('tlsv1.2'));
  const members = lists.flatMap((list) => list.members.flatMap((member) => member.suites));
  if (lists.length > 0 && members.length > 0 && members.every(isModern)) return [];
  const change = t('{label}: suites with forward secrecy and AEAD only (RFC 9325)', { label });
  return [{ change, edits: tls.suites.set(RECOMMENDED_SUITES) }];
}

function isModern({ since, keyExchange, mac }: CipherSuite): boolean {
  return since === 'tlsv1.3' || ((keyExchange === 'ecdhe' || keyExchange === 'dhe') && mac === 'aead');
}

/** One line may govern several listeners: then clients of each of them must have another way to sign in. */
function noAnonymous(model: Model, listener: Listener): readonly Hardening[] {
  const { anonymous, label } = listener;
  if (!anonymous.value || model.fragment) return [];
  const governed = model.listeners.filter(
    (other) => other === listener || isSame(other.anonymous.span, anonymous.span) || !anonymous.explicit,
  );
  if (!governed.every((each) => canSignIn(model, each))) return [];
  const others = governed.filter((each) => each !== listener).map((each) => each.label);
  const change =
    others.length === 0
      ? t('{label}: no clients without a name', { label })
      : t('{label}: no clients without a name, which counts for {others} too', { label, others: others.join(', ') });
  return [{ change, edits: anonymous.set(false) }];
}

/** Certificates and keys alone give clients no name, and an empty file of passwords lets nobody in. */
function canSignIn({ references, passwordFiles = [] }: Model, { authentication, tls }: Listener): boolean {
  const useless = [
    tls.clientCertificate.span,
    ...references.filter(({ role }) => role === 'psk-file').map(({ at }) => at),
    ...references
      .filter(({ target }) =>
        passwordFiles.some(
          ({ file, entries }) => file === target?.file && !entries.some(({ fate }) => fate === 'read'),
        ),
      )
      .map(({ at }) => at),
  ];
  return authentication.some(
    (at) => !useless.some((span) => isSame(span, at)) && !(tls.preShared && isWithin(at, tls.preShared.at)),
  );
}

function isSame(a: Span, b: Span): boolean {
  return a.file === b.file && a.start === b.start;
}

function isWithin(a: Span, b: Span): boolean {
  return a.file === b.file && a.start >= b.start && a.end <= b.end;
}

/**
 * Bytes of a packet as 2.1 takes them by default; an hour of silence; more clients than most brokers have; messages that
 * wait for a client or are under way to it, as many as Mosquitto 2 allows where nobody took its limits away.
 */
const SOUND = { packetSize: 2_000_000, keepalive: 3600, connections: 1000, queued: 1000, inflight: 20 } as const;

function limits({ limits: wide, fragment }: Model, { connections, label, protocol }: Listener): readonly Hardening[] {
  if (fragment || protocol === 'http') return [];
  const free = (setting: Setting<number | undefined> | undefined): setting is Setting<number | undefined> =>
    setting !== undefined && setting.value === undefined;
  const steps: Hardening[] = [];
  if (free(connections) && !wide?.connections.value) {
    const change = t('{label}: {count} clients at most; set it to what you have', { label, count: SOUND.connections });
    steps.push({ change, edits: connections.set(SOUND.connections) });
  }
  if (wide && free(wide.packetSize) && wide.payloadSize.value === undefined) {
    const change = t('all listeners: packets of {bytes} bytes at most', { bytes: SOUND.packetSize });
    steps.push({ change, edits: wide.packetSize.set(SOUND.packetSize) });
  }
  if (wide && free(wide.keepalive)) {
    const change = t('all listeners: a keepalive of {seconds} seconds at most', { seconds: SOUND.keepalive });
    steps.push({ change, edits: wide.keepalive.set(SOUND.keepalive) });
  }
  return [...steps, ...queues(wide)];
}

/** Limits that the broker has by itself and that the configuration takes away. */
function queues(wide: Model['limits']): readonly Hardening[] {
  const steps: Hardening[] = [];
  if (wide?.queuedMessages.explicit && wide.queuedMessages.value === undefined) {
    const change = t('all listeners: {count} messages at most wait for a client', { count: SOUND.queued });
    steps.push({ change, edits: wide.queuedMessages.set(SOUND.queued) });
  }
  if (wide?.inflightMessages.explicit && wide.inflightMessages.value === undefined) {
    const change = t('all listeners: {count} messages at most under way to a client', { count: SOUND.inflight });
    steps.push({ change, edits: wide.inflightMessages.set(SOUND.inflight) });
  }
  return steps;
}
