import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Broker version with known weaknesses'),
  level: 'hint',
  kind: 'security',
  why: t('The weaknesses are public, and so are ways to use them.'),
  refs: ['Mosquitto ChangeLog', 'CWE-1104', 'OWASP IoT I5'],

  *check(model) {
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
