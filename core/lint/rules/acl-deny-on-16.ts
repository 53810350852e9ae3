import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Denial in an access list for Mosquitto 1.x'),
  level: 'error',
  kind: 'correctness',
  why: t('The word deny came with Mosquitto 2.0; older versions do not start with it.'),
  refs: ['mosquitto.conf(5), acl_file', 'Mosquitto 2.0.0'],
  brokers: ['mosquitto'],

  *check({ accessLists = [], version }) {
    if (!version.startsWith('1.')) return;
    for (const { rules, opened } of accessLists) {
      for (const { permission, at } of rules) {
        if (permission !== 'deny') continue;
        const message = t('Mosquitto {version} knows no deny and stops: leave out what is not allowed', { version });
        yield { at, message, kind: opened ? 'fatal' : 'correctness' };
      }
    }
  },
});
