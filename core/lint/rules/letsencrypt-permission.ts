import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Private key in a directory that is closed to the broker'),
  level: 'info',
  kind: 'correctness',
  why: t(
    'Certbot keeps the directory for root; a broker under its own account cannot read the key and refuses to start.',
  ),
  refs: ['Mosquitto README-letsencrypt.md', 'Mosquitto 2.0.0'],
  brokers: ['mosquitto'],

  *check(model) {
    const { references, account } = model;
    if (!account || account.value === 'root') return;
    for (const { role, at, path } of references) {
      if (role !== 'private-key' || !/^\/etc\/letsencrypt\/(?:live|archive)\//.test(path)) continue;
      yield {
        at,
        message: t(
          'the account {account} cannot read this directory: let a deploy hook of certbot copy certificate and key',
          { account: account.value },
        ),
      };
    }
  },
});
