import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Plugins that the configuration does not name'),
  level: 'hint',
  kind: 'security',
  why: t('A plugin runs inside the broker. Which ones do is then decided where nobody reviews it.'),
  refs: ['CWE-829', 'CVE-2025-52136', 'EMQX manual, Plugins'],
  brokers: ['emqx'],

  *check({ plugins }) {
    if (!plugins || plugins.listed) return;
    yield {
      at: plugins.directory?.at ?? plugins.at,
      message: t(
        'this file says where plugins are, not which of them run, so whoever administers the broker decides: list them in plugins.states',
      ),
    };
  },
});
