import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Placeholder that is only a part of a level'),
  level: 'warning',
  kind: 'correctness',
  why: t('From Mosquitto 2.1 on such a pattern never matches, so clients lose access with the update.'),
  refs: ['Mosquitto 2.1.0', 'mosquitto.conf(5), acl_file'],
  brokers: ['mosquitto'],

  *check({ accessLists = [], version }) {
    if (/^(?:1|2\.0)(?:\.|$)/.test(version)) return;
    for (const { rules } of accessLists) {
      for (const { subject, filter, at } of rules) {
        if (subject.kind !== 'everyone') continue;
        const match = /(?:[^/]%[uc])|(?:%[uc][^/])/.exec(filter);
        if (!match) continue;
        const start = at.start + match.index + match[0].indexOf('%');
        const placeholder = /%[uc]/.exec(match[0])?.[0] ?? '';
        yield {
          at: { ...at, start, end: start + 2 },
          message: t(
            '“{placeholder}” must fill a whole level between slashes; from 2.1 on this pattern never matches',
            {
              placeholder,
            },
          ),
        };
      }
    }
  },
});
