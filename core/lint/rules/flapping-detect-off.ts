import { t } from '../../facts/message';
import { firstOpenDoor } from '../model-queries';
import { rule } from '../rule';

export default rule({
  title: t('Clients that connect again and again'),
  level: 'info',
  kind: 'security',
  why: t('A client in a loop, or one that tries passwords, keeps the broker busy for as long as it likes.'),
  refs: ['CWE-770', 'CWE-307'],
  brokers: ['emqx'],
  strict: true,

  *check({ bansFlapping, listeners, fragment }) {
    if (!bansFlapping || bansFlapping.value) return;
    const exposed = firstOpenDoor(listeners);
    if (!bansFlapping.explicit && (fragment || !exposed)) return;
    const edits = bansFlapping.set(true);
    yield {
      at: bansFlapping.explicit ? bansFlapping.span : (exposed?.at ?? bansFlapping.span),
      message: t('clients that connect again and again are not shut out: switch the detection on'),
      fixes: edits.length > 0 ? [{ title: t('Shut such clients out for a while'), edits, safe: false }] : [],
    };
  },
});
