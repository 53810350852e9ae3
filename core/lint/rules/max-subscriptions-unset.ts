import { t } from '../../facts/message';
import type { Draft } from '../finding';
import type { Limits, Model } from '../model';
import { firstOpenDoor } from '../model-queries';
import { rule } from '../rule';

export default rule({
  title: t('Any number of subscriptions'),
  level: 'info',
  kind: 'security',
  why: t('One client can fill the routing table, which every node of the cluster holds.'),
  refs: ['CWE-770'],
  strict: true,

  *check(model) {
    const { limits, zoneLimits = [] } = model;
    if (limits) yield* draft(limits, model);
    // A zone without a word of its own has what holds for all.
    for (const each of zoneLimits) if (each.subscriptions?.explicit) yield* draft(each, model);
  },
});

function* draft({ subscriptions }: Limits, { listeners, fragment }: Model): Iterable<Draft> {
  if (!subscriptions || subscriptions.value !== undefined) return;
  const exposed = firstOpenDoor(listeners);
  if (!subscriptions.explicit && (fragment || !exposed)) return;
  const edits = subscriptions.set(ENOUGH);
  yield {
    at: subscriptions.explicit ? subscriptions.span : (exposed?.at ?? subscriptions.span),
    message: t('each client may hold any number of subscriptions: allow what they need and no more'),
    fixes: edits.length > 0 ? [{ title: t('Limit it to {count}', { count: ENOUGH }), edits, safe: false }] : [],
  };
}

/** Devices have a few, and programs that watch them some dozens. */
const ENOUGH = 100;
