import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Broker that runs as root'),
  level: 'warning',
  kind: 'security',
  why: t('A flaw in the broker or a plugin hands over the whole machine.'),
  refs: ['CWE-250', 'ETSI EN 303 645 provision 5.6'],

  *check({ account }) {
    if (account?.value !== 'root') return;
    const edits = account.set('mosquitto');
    yield {
      at: account.span,
      message: t('the broker keeps all rights of root: delete this line, and give its files to the account mosquitto'),
      fixes: edits.length > 0 ? [{ title: t('Run under the account mosquitto'), edits, safe: false }] : [],
    };
  },
});
