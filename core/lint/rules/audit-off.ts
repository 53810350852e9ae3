import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Nothing is written down of what administrators do'),
  level: 'info',
  kind: 'security',
  why: t('After a break-in nobody can tell who changed what.'),
  refs: ['CWE-778', 'EMQX manual, Audit Log'],
  brokers: ['emqx'],
  strict: true,

  *check({ administration, fragment }) {
    const audited = administration?.audited;
    if (!audited || audited.value || (fragment && !audited.explicit)) return;
    const edits = audited.set(true);
    yield {
      at: audited.span,
      message: t('what administrators change leaves no record: switch on log.audit where the edition has it'),
      fixes: edits.length > 0 ? [{ title: t('Switch on the audit log'), edits, safe: false }] : [],
    };
  },
});
