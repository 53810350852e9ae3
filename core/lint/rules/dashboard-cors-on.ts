import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Web pages of anybody may call the API'),
  level: 'warning',
  kind: 'security',
  why: t('A page that an administrator visits can read and change the broker with that browser’s rights.'),
  refs: ['CWE-942', 'EMQX manual: Dashboard'],
  brokers: ['emqx'],

  *check({ administration }) {
    const setting = administration?.crossOrigin;
    if (!setting?.value) return;
    const edits = setting.set(false);
    yield {
      at: setting.span,
      message: t('pages of every origin may call the API for administrators: switch it off'),
      fixes: edits.length > 0 ? [{ title: t('Switch it off'), edits, safe: false }] : [],
    };
  },
});
