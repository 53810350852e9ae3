import { t } from '../../facts/message';
import { promisesTls } from '../../facts/ports';
import { rule } from '../rule';

export default rule({
  title: t('Plaintext on a port that stands for TLS'),
  level: 'error',
  kind: 'security',
  why: t('Clients that expect TLS cannot connect, and those that do connect send their passwords in clear.'),
  refs: ['IANA port 8883 (secure-mqtt)', 'CWE-319'],

  *check({ listeners, outgoing }) {
    for (const { enabled, port, tls, proxied, exposure, label } of listeners) {
      // A proxy in front may end TLS on its own port of the same number.
      const plain = enabled && !tls.active && !tls.intended && !proxied;
      if (!plain || !promisesTls(port.value)) continue;
      const level = exposure === 'public' || exposure === 'private' ? 'error' : 'warning';
      const message = t('port {port} stands for TLS, but {label} speaks plaintext: set up TLS or use another port', {
        port: port.value ?? '',
        label,
      });
      yield { at: port.span, message, level };
    }
    // TLS options that have no effect are `plaintext-upstream`.
    for (const { port, tls, label } of outgoing) {
      if (tls.active || tls.intended || !promisesTls(port.value)) continue;
      const message = t('port {port} stands for TLS, but {label} connects in plaintext: set up TLS for it', {
        port: port.value ?? '',
        label,
      });
      yield { at: port.span, message };
    }
  },
});
