import type { BrokerModel } from '../../../model';
import { booleanOf, lastOf } from '../lines';
import type { Reading } from '../scopes';
import type { Surroundings } from './model';

/** What the configuration says of the users that the lists and files are about; nothing where it is not all here. */
export function surroundingsOf(
  { version, fragment, listeners, references }: BrokerModel,
  reading: Reading,
): Surroundings {
  if (fragment || references.some(({ role }) => role === 'plugin')) return { version };
  const open = listeners.filter(({ enabled }) => enabled);
  const certificates = open.some(
    ({ tls }) => tls.active && (tls.clientCertificate.value !== 'none' || tls.missing.length > 0),
  );
  const preShared = references.some(({ role }) => role === 'psk-file');
  const blocks = [...reading.listeners, ...(reading.fallback.lines.length > 0 ? [reading.fallback] : [])];
  return {
    version,
    anonymousClients: open.some(({ anonymous }) => anonymous.value),
    clientIdsProven:
      blocks.length > 0 && blocks.every(({ lines }) => booleanOf(lastOf(lines, 'use_username_as_clientid')) === true),
    onlyPasswords: !certificates && !preShared,
  };
}
