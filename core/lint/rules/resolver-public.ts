import { parseIp } from '../../facts/address';
import { exposureOf } from '../../facts/exposure';
import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Public name server'),
  level: 'info',
  kind: 'security',
  why: t('The questions travel in clear, and whoever is on the way can answer them with an address of his own.'),
  refs: ['RFC 5452', 'CWE-350'],

  *check({ nameServers = [] }) {
    for (const { at, address } of nameServers) {
      if (!parseIp(address) || exposureOf(address) !== 'public') continue;
      yield {
        at,
        message: t(
          'names are asked of {address} over the internet in clear: use a name server of your own that validates',
          {
            address,
          },
        ),
      };
    }
  },
});
