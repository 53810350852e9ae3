import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Symbolic link that the broker does not follow'),
  level: 'warning',
  kind: 'correctness',
  why: t('The broker refuses to start, since somebody else may be able to put the link on another file.'),
  refs: ['Mosquitto 2.1.0', 'CWE-59'],
  brokers: ['mosquitto'],

  *check({ references }) {
    for (const { at, option, path, refusesLinks, target } of references) {
      if (!refusesLinks || target?.facts.kind !== 'file' || !target.facts.link) continue;
      yield {
        at,
        // Not said to be fatal: the environment of the broker decides, which is not known here.
        message: t(
          '{option}: “{path}” is a symbolic link, which Mosquitto 2.1 does not open: name the file itself, or set MOSQUITTO_UNSAFE_ALLOW_SYMLINKS',
          { option, path },
        ),
      };
    }
  },
});
