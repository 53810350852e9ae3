import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Clients that may write to the broker’s own topics'),
  level: 'warning',
  kind: 'security',
  why: t(
    'Under $CONTROL plugins take orders, such as new users; what others read under $SYS should come from the broker.',
  ),
  refs: ['CWE-284', 'CWE-269'],
  brokers: ['mosquitto'],

  *check({ accessLists = [] }) {
    for (const { rules } of accessLists) {
      for (const { permission, actions, filter, at } of rules) {
        const root = /^\$(?:SYS|CONTROL)(?=\/|$)/.exec(filter)?.[0];
        if (permission === 'deny' || actions === 'read' || root === undefined) continue;
        // A bridge publishes its state here; the broker lets nothing else through.
        if (/^\$SYS\/broker\/connection\/[^#]*\/state$/.test(filter)) continue;
        yield { at, message: t('clients may write to {root}: allow reading only, or name the one user', { root }) };
      }
    }
  },
});
