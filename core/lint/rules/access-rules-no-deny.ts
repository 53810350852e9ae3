import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Address rules that refuse nobody'),
  level: 'error',
  kind: 'security',
  why: t('An address that no rule names is let in, so the list keeps nobody out.'),
  refs: ['CWE-863', 'EMQX: esockd access rules'],
  brokers: ['emqx'],

  *check({ listeners }) {
    for (const listener of listeners) {
      const { enabled, addressRules, label } = listener;
      const rules = addressRules?.rules ?? [];
      const meant = rules.some(({ permission, range }) => permission === 'allow' && range !== undefined);
      const closed = rules.some(({ permission }) => permission === 'deny');
      const open = rules.some(({ permission, range }) => permission === 'allow' && range === undefined);
      if (!enabled || !addressRules || !meant || closed || open) continue;
      const edits = addressRules.refuseOthers();
      yield {
        at: addressRules.at,
        message: t('{label} lets every address in, for none is refused: end the list with “deny all”', { label }),
        fixes: edits.length > 0 ? [{ title: t('Refuse all other addresses'), edits, safe: false }] : [],
      };
    }
  },
});
