import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Plugin that is shown names with wildcards'),
  level: 'warning',
  kind: 'security',
  why: t('A client that calls itself # or + can match rules that were meant for others.'),
  refs: ['CVE-2017-7650', 'CWE-74'],
  brokers: ['mosquitto'],

  *check({ clients }) {
    if (!clients || clients.refusesWildcardNames.value) return;
    const { span, set } = clients.refusesWildcardNames;
    const edits = set(true);
    yield {
      at: span,
      message: t('names that hold + or # reach the plugin: leave them to the broker to refuse'),
      fixes: edits.length > 0 ? [{ title: t('Refuse such names'), edits, safe: false }] : [],
    };
  },
});
