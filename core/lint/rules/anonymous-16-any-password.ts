import { t } from '../../facts/message';
import { byAnonymousLine, isExposed, labelsOf } from '../model-queries';
import { rule } from '../rule';

export default rule({
  title: t('User names that nothing checks'),
  level: 'error',
  kind: 'security',
  why: t('Any name with any password opens the door, although anonymous clients are refused.'),
  refs: ['CWE-287', 'Mosquitto 1.6'],
  brokers: ['mosquitto'],

  *check(model) {
    const unchecked = model.listeners.filter((listener) => listener.unchecked && isExposed(listener));
    // One line may govern several listeners; it is one finding.
    for (const group of byAnonymousLine(unchecked)) {
      yield {
        at: group[0].anonymous.span,
        message: t(
          '{labels}: every user name is taken with whatever password in version {version}, add password_file',
          {
            labels: labelsOf(group),
            version: model.version,
          },
        ),
      };
    }
  },
});
