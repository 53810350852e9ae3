import { t } from '../../facts/message';
import type { Draft } from '../finding';
import type { AccessRule, Setting } from '../model';
import { rule } from '../rule';

export default rule({
  title: t('Access rule that allows every topic'),
  level: 'warning',
  kind: 'security',
  why: t('Whoever gets hold of one such client reads and controls everything that goes through the broker.'),
  refs: ['CWE-732', 'CWE-862', 'MQTT 5.0 section 5.4.2'],

  *check({ accessLists = [] }) {
    for (const { rules, firstMatch } of accessLists) {
      if (firstMatch?.catchAll?.value === 'allow') yield lastWord(firstMatch.catchAll);
      // One line may allow reading and another one writing.
      const readers = new Set<string>();
      const writers = new Set<string>();
      for (const one of rules) {
        if (one.permission === 'deny' || !EVERYTHING.has(one.filter) || one.subject.kind === 'condition') continue;
        const { subject, actions } = one;
        const user = subject.kind === 'user' ? subject.name : '';
        if (actions !== 'write') readers.add(user);
        if (actions !== 'read') writers.add(user);
        if (subject.kind !== 'user' || (readers.has(user) && writers.has(user))) yield draftFor(one);
      }
    }
  },
});

function lastWord({ span, set }: Setting<'allow' | 'deny'>): Draft {
  return {
    at: span,
    message: t('what no rule above decides is allowed to every client: end the list with a denial for all'),
    fixes: [{ title: t('Deny what no rule allows'), edits: set('deny'), safe: false }],
  };
}

/** Topics that begin with `$` aside, the same. */
const EVERYTHING: ReadonlySet<string> = new Set(['#', '+/#']);

/** A client that reads everything (a logger) is common; both at once is for administrators and bridges. */
function draftFor({ subject, actions, at }: AccessRule): Draft {
  switch (subject.kind) {
    case 'condition':
    case 'everyone':
      return {
        at,
        message: t('every client may {actions} every topic, narrow the filter', { actions: VERBS[actions] }),
      };
    case 'anonymous':
      return {
        at,
        message: t('clients without a name may {actions} every topic, narrow the filter', { actions: VERBS[actions] }),
      };
    case 'user':
      return {
        at,
        level: 'info',
        message: t('“{name}” may read and write every topic; fine for an administrator or a bridge only', {
          name: subject.name,
        }),
      };
  }
}

const VERBS = { read: t('read'), write: t('write'), readwrite: t('read and write') } as const;
