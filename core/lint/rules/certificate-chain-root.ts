import { t } from '../../facts/message';
import { certifiedEnds, pemOf } from '../model-queries';
import { rule } from '../rule';

export default rule({
  title: t('Root certificate sent along'),
  level: 'hint',
  kind: 'style',
  why: t('Clients trust their own copy of the root or none; the one that is sent only makes every handshake longer.'),
  refs: ['RFC 8446 section 4.4.2'],
  strict: true,

  *check(model) {
    for (const { tls } of certifiedEnds(model)) {
      const chain = pemOf(tls.certificate.value)?.certificates ?? [];
      const root = chain.slice(1).find(({ selfSigned, isCa }) => selfSigned && isCa);
      if (!root || chain[0]?.isCa) continue;
      yield {
        at: tls.certificate.span,
        message: t('the chain ends with its root, {subject}, which clients need not be sent: leave it out', {
          subject: root.subject,
        }),
      };
    }
  },
});
