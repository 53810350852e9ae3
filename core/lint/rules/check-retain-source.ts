import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Retained messages that outlive the right to publish them'),
  level: 'info',
  kind: 'security',
  why: t('A retained message of a client that may no longer write to the topic is still delivered.'),
  refs: ['CVE-2018-12546', 'mosquitto.conf(5)'],
  brokers: ['mosquitto'],
  strict: true,

  *check(model) {
    const setting = model.clients?.checksRetainedSource;
    const list = model.references.find(({ role }) => role === 'acl-file');
    if (!setting || setting.value || !list) return;
    const edits = setting.set(true);
    yield {
      at: setting.explicit ? setting.span : list.at,
      message: t('a retained message is delivered even where its publisher may no longer write to the topic: check it'),
      fixes: edits.length > 0 ? [{ title: t('Add check_retain_source true'), edits, safe: true }] : [],
    };
  },
});
