import { type Message, t } from '../facts/message';
import { TLS_VERSIONS, type TlsVersion, tlsVersionName } from '../facts/tls';
import type { Listener, Outgoing } from './model';

/** What a listener is to its clients, a few words each, the most telling first. */
export function listenerSummary(listener: Listener): readonly Message[] {
  if (!listener.enabled) return [t('switched off')];
  return [protection(listener), ...protocol(listener), ...clientCertificate(listener), anonymous(listener)].concat(
    listener.exposure === 'loopback' ? [t('this machine only')] : [],
  );
}

/** `TLS 1.2+` or `plaintext`. */
export function protection({ exposure, tls }: Pick<Listener, 'exposure' | 'tls'>): Message {
  if (!tls.active && tls.missing.length > 0 && tls.incompleteIsFatal) return t('TLS incomplete, the broker stops');
  if (!tls.active && tls.missing.length > 0) return t('TLS incomplete, so plaintext');
  return exposure === 'unix-socket' ? t('Unix socket') : tlsOrPlaintext(tls);
}

/** The same for a connection that the broker makes. */
function tlsOrPlaintext({ active, versions }: Outgoing['tls']): Message {
  return active ? versionRange(versions.value) : t('plaintext');
}

/** `TLS 1.2+` where everything from there on is spoken, `TLS 1.0 to TLS 1.2` for a stretch, else each by its name. */
export function versionRange(versions: readonly TlsVersion[]): Message {
  const spoken = TLS_VERSIONS.filter((version) => versions.includes(version));
  const [floor, ...others] = spoken;
  const top = others.at(-1);
  if (floor === undefined) return t('TLS without any version');
  const stretch = top && TLS_VERSIONS.indexOf(top) - TLS_VERSIONS.indexOf(floor) === others.length;
  if (stretch && top === TLS_VERSIONS.at(-1)) return t('{floor}+', { floor: tlsVersionName(floor) });
  if (stretch) return t('{floor} to {top}', { floor: tlsVersionName(floor), top: tlsVersionName(top) });
  return t('{versions}', { versions: spoken.map(tlsVersionName).join(', ') });
}

function protocol({ protocol: spoken }: Listener): Message[] {
  switch (spoken) {
    case 'websockets':
      return [t('WebSocket')];
    case 'quic':
      return [t('QUIC')];
    case 'http':
      return [t('HTTP')];
    default:
      return [];
  }
}

function clientCertificate({ tls }: Listener): Message[] {
  switch (tls.active ? tls.clientCertificate.value : 'none') {
    case 'required':
      return [t('client certificate')];
    case 'optional':
      return [t('client certificate optional')];
    default:
      return [];
  }
}

function anonymous({ anonymous: setting, unchecked }: Listener): Message {
  if (setting.value) return t('anonymous');
  return unchecked ? t('any name, passwords unchecked') : t('no anonymous');
}
