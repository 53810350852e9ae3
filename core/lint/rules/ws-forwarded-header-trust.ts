import { t } from '../../facts/message';
import { isExposed, refusesOthers } from '../model-queries';
import { rule } from '../rule';

export default rule({
  title: t('Client addresses that clients choose'),
  level: 'info',
  kind: 'security',
  why: t('Bans, address rules and the log go by an address that a client writes into its own request.'),
  refs: ['CWE-348', 'CWE-290'],
  brokers: ['emqx'],
  strict: true,

  *check({ listeners, fragment }) {
    for (const listener of listeners) {
      const { protocol, web, proxied, label, at } = listener;
      const header = web?.clientAddressHeader;
      if (protocol !== 'websockets' || !isExposed(listener) || listener.implicit || proxied || refusesOthers(listener))
        continue;
      if (header?.value === undefined || (fragment && !header.explicit)) continue;
      yield {
        at: header.explicit ? header.span : at,
        message: t(
          '{label} takes the header “{header}” for the client’s address: let only a proxy reach it that sets the header itself',
          { label, header: header.value },
        ),
      };
    }
  },
});
