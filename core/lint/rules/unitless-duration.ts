import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Duration without a unit'),
  level: 'info',
  kind: 'correctness',
  why: t('Most options take such a number for milliseconds, so a timeout may be a thousandth of what was meant.'),
  refs: ['EMQX emqx_schema, to_duration_ms/1 and to_duration_s/1'],
  brokers: ['emqx'],
  check: ({ language }) => language['unitless-duration'],
});
