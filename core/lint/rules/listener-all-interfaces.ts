import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Listener on every network interface'),
  level: 'info',
  kind: 'security',
  why: t(
    'Networks that are added later, such as a VPN or a guest network, reach the broker without anybody having meant it.',
  ),
  refs: ['ETSI EN 303 645 provision 5.6', 'CWE-1327'],
  strict: true,

  *check({ listeners }) {
    for (const { enabled, implicit, address, exposure, at, label, betweenNodes } of listeners) {
      if (!enabled || implicit || address.explicit || exposure !== 'public' || betweenNodes) continue;
      yield {
        at,
        message: t('{label} names no address and so listens on every interface: name the one that clients use', {
          label,
        }),
      };
    }
  },
});
