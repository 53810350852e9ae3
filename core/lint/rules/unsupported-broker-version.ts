import { t } from '../../facts/message';
import type { Draft } from '../finding';
import type { Model } from '../model';
import { rule } from '../rule';

export default rule({
  title: t('Broker version without maintenance or with known weaknesses'),
  level: 'hint',
  kind: 'security',
  why: t('The weaknesses are public, and so are ways to use them.'),
  refs: ['Mosquitto ChangeLog', 'EMQX, End of Life Dates', 'CWE-1104', 'OWASP IoT I5'],

  *check(model) {
    if (model.endOfLife) yield ended(model.broker.name, model.endOfLife);
    const { advisories = [], version, broker, root } = model;
    const last = advisories.at(-1);
    if (!last) return;
    const at = { file: root, start: 0, end: 0 };
    yield {
      at,
      message: t(
        '{broker} {version} lacks what {fixed} mends: {names}; update, or see that your distribution has mended it',
        {
          broker: broker.name,
          version,
          fixed: last.fixedIn,
          // One may have taken two versions to mend.
          names: [...new Set(advisories.flatMap(({ name }) => name.split(', ')))].join(', '),
        },
      ),
      related: advisories.map(({ fixedIn, summary }) => ({
        at,
        message: t('mended in {version}: {summary}', { version: fixedIn, summary }),
      })),
    };
  },
});

function ended(broker: string, { at, line, translatable }: NonNullable<Model['endOfLife']>): Draft {
  const message = translatable
    ? t(
        '{broker} {line} gets no more updates, and what follows it does not read this file: the command “Translate EMQX 4.x Configuration to 5.x” writes it anew',
        { broker, line },
      )
    : t('{broker} {line} gets no more updates: update', { broker, line });
  return { at, level: 'info', message };
}
