import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Half of a client certificate'),
  level: 'error',
  kind: 'correctness',
  why: t('The other broker sees no client certificate, or the handshake fails.'),
  refs: ['mosquitto.conf(5)'],
  brokers: ['mosquitto'],

  *check({ outgoing }) {
    for (const { bridge, tls, label } of outgoing) {
      const { certificate, privateKey } = tls;
      if (!bridge || certificate.explicit === privateKey.explicit) continue;
      const given = certificate.explicit ? certificate : privateKey;
      yield {
        at: given.span,
        message: certificate.explicit
          ? t('{label} has a certificate but no key for it: add bridge_keyfile (the same file, if it holds both)', {
              label,
            })
          : t('{label} has a key but no certificate for it: add bridge_certfile', { label }),
      };
    }
  },
});
