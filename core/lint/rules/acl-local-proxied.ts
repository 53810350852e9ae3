import { exposureOf } from '../../facts/exposure';
import { t } from '../../facts/message';
import type { Junction } from '../model';
import { rule } from '../rule';

export default rule({
  title: t('Everything allowed to this machine, from which a proxy passes clients on'),
  level: 'warning',
  kind: 'security',
  why: t('Every client of the proxy has the address of this machine, and with it the rights that were meant for it.'),
  refs: ['CWE-290', 'CWE-291', 'EMQX 6.3 release notes'],
  beside: 'only',

  *check({ accessLists = [], junctions = [], root }) {
    const junction = junctions.find((each) => each.broker.root === root && hidesClients(each));
    if (!junction) return;
    const { proxy, upstream } = junction;
    for (const { rules } of accessLists) {
      for (const { subject, permission, filter, at } of rules) {
        if (subject.kind !== 'condition' || !subject.local || permission === 'deny' || filter !== '#') continue;
        yield {
          at,
          message: t(
            'every client that comes through {proxy} has an address of this machine, and may do everything: remove the rule, or send and expect a PROXY header',
            { proxy: proxy.broker.name },
          ),
          related: [{ at: upstream.at, message: t('{label} is set up here', { label: upstream.label }) }],
        };
      }
    }
  },
});

/** Over HTTP the broker may take the address from a header of the request. */
function hidesClients({ upstream, listener, by }: Junction): boolean {
  const { host, proxyVersion } = upstream;
  const local = by === 'address' && exposureOf(host) === 'loopback';
  return local && listener.protocol === 'mqtt' && proxyVersion !== undefined && proxyVersion.value === undefined;
}
