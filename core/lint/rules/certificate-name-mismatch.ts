import { isPrivateAddress, parseIp } from '../../facts/address';
import type { CertFacts } from '../../facts/certificate';
import { judge } from '../../facts/judge';
import { t } from '../../facts/message';
import type { Listener } from '../model';
import { pemOf } from '../model-queries';
import { rule } from '../rule';

export default rule({
  title: t('Certificate for other names than the listener’s own'),
  level: 'info',
  kind: 'correctness',
  why: t('Clients that connect by the name or address of the listener refuse its certificate.'),
  refs: ['RFC 9525', 'CWE-297'],

  *check({ listeners, now, expiryDays }) {
    for (const listener of listeners) {
      const { tls, enabled, address } = listener;
      const [leaf] = pemOf(tls.certificate.value)?.certificates ?? [];
      const host = leaf && enabled && tls.active ? knownName(listener, leaf) : undefined;
      if (!leaf || host === undefined) continue;
      const mismatch = judge(leaf, { now, expiryDays, role: 'server', host }).find(({ id }) => id === 'name-mismatch');
      if (!mismatch) continue;
      yield {
        at: tls.certificate.span,
        message: mismatch.message,
        related: [{ at: address.span, message: t('the listener’s address is given here') }],
      };
    }
  },
});

/**
 * What clients surely connect to. A name is one; an address only where it is public and the certificate names nothing
 * but addresses: otherwise clients come by a name that the configuration does not tell.
 */
function knownName({ address }: Listener, { sans }: CertFacts): string | undefined {
  const { value, explicit } = address;
  if (!explicit || value === undefined) return undefined;
  const bytes = parseIp(value);
  if (bytes === undefined) return /^[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z][a-z0-9-]*$/i.test(value) ? value : undefined;
  if (bytes.every((byte) => byte === 0) || isPrivateAddress(value)) return undefined;
  return sans.some(({ type }) => type === 'dns') ? undefined : value;
}
