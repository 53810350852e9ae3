import { t } from '../../facts/message';
import type { Draft } from '../finding';
import type { AccessRule } from '../model';
import { rule } from '../rule';

export default rule({
  title: t('Access rule that allows every topic'),
  level: 'warning',
  kind: 'security',
  why: t('Whoever gets hold of one such client reads and controls everything that goes through the broker.'),
  refs: ['CWE-732', 'CWE-862', 'MQTT 5.0 section 5.4.2'],
  brokers: ['mosquitto'],

  *check({ accessLists = [] }) {
    for (const { rules } of accessLists) {
      for (const one of rules) {
        if (one.permission === 'allow' && one.filter === '#') yield* draftsFor(one);
      }
    }
  },
});

/** One named client that reads all (a logger) or writes all is common; both at once is for administrators and bridges. */
function* draftsFor({ subject, actions, at }: AccessRule): Iterable<Draft> {
  switch (subject.kind) {
    case 'everyone':
      yield {
        at,
        message: t('every client may {actions} every topic, narrow the filter', { actions: VERBS[actions] }),
      };
      return;
    case 'anonymous':
      yield {
        at,
        message: t('clients without a name may {actions} every topic, narrow the filter', { actions: VERBS[actions] }),
      };
      return;
    case 'user':
      if (actions !== 'readwrite') return;
      yield {
        at,
        level: 'info',
        message: t('“{name}” may read and write every topic; fine for an administrator or a bridge only', {
          name: subject.name,
        }),
      };
  }
}

const VERBS = { read: t('read'), write: t('write'), readwrite: t('read and write') } as const;
