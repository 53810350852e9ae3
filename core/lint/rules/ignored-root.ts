import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Section that the broker leaves out without a word'),
  level: 'warning',
  kind: 'correctness',
  why: t('Settings that look as if they were in force are not, and nothing tells.'),
  refs: ['EMQX configuration manual'],
  brokers: ['emqx'],
  check: ({ language }) => language['ignored-root'],
});
