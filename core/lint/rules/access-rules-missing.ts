import { t } from '../../facts/message';
import { isExposed } from '../model-queries';
import { rule } from '../rule';

export default rule({
  title: t('Listener for every address'),
  level: 'info',
  kind: 'security',
  why: t('Whoever finds the port can try passwords, and use up connections.'),
  refs: ['CWE-284', 'EMQX: esockd access rules'],
  brokers: ['emqx'],
  strict: true,

  *check({ listeners, fragment }) {
    for (const listener of listeners) {
      const { addressRules, lacksAddressRules, implicit, label, at } = listener;
      if (!isExposed(listener) || implicit || listener.proxied) continue;
      const letsAll = addressRules?.rules.every(
        ({ permission, range }) => permission === 'allow' && range === undefined,
      );
      if (!letsAll && !(lacksAddressRules && !fragment)) continue;
      yield {
        at: addressRules?.at ?? at,
        message: t(
          '{label} takes clients from every address: allow the networks that they are in, and deny all others',
          {
            label,
          },
        ),
      };
    }
  },
});
