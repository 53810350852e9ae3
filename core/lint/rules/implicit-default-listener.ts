import { t } from '../../facts/message';
import { isExposed, labelsOf } from '../model-queries';
import { rule } from '../rule';

export default rule({
  title: t('Listener that the broker opens by itself'),
  level: 'info',
  kind: 'security',
  why: t('A port is open that nobody asked for, with the certificate of the package, whose key is public.'),
  refs: ['CWE-1188', 'CWE-321', 'EMQX configuration manual'],
  brokers: ['emqx'],

  *check({ listeners }) {
    // Those without TLS are `plaintext-listener`. What brings them about is one line.
    const opened = listeners.filter((each) => each.implicit && each.tls.active && isExposed(each));
    const [first] = opened;
    if (!first) return;
    const edits = opened.flatMap(({ close }) => close?.() ?? []);
    const labels = labelsOf(opened);
    yield {
      at: first.at,
      message:
        opened.length === 1
          ? t(
              '{label} is opened although the file does not name it, with the certificate of the package: switch it off',
              { label: labels },
            )
          : t(
              '{labels} are opened although the file does not name them, with the certificate of the package: switch them off',
              { labels },
            ),
      fixes: edits.length > 0 ? [{ title: t('Switch it off'), edits, safe: false }] : [],
    };
  },
});
