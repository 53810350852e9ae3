import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Name with wildcards in a topic rule'),
  level: 'warning',
  kind: 'security',
  why: t('A client that is called “#” or “+” gets the topics of all others.'),
  refs: ['CWE-74', 'EMQX 6.3: authorization.topic_template_allow'],
  brokers: ['emqx'],
  strict: true,

  *check({ accessLists = [] }) {
    for (const { rules, unguarded = [], clientIdsProven } of accessLists) {
      for (const { permission, filter, at } of rules) {
        const placeholder = unguarded.find((each) => filter.includes(each));
        if (placeholder === undefined || permission === 'deny') continue;
        // Who may choose his id freely needs no wildcards (`acl-clientid-pattern`).
        if (clientIdsProven === false && /clientid|%c/.test(placeholder)) continue;
        yield {
          at,
          message: t(
            'the broker fills in {placeholder} as it is, a “+” or “#” in it too: see that nobody gets such a name',
            { placeholder },
          ),
        };
      }
    }
  },
});
