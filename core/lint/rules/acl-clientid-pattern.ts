import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Access by client id, which clients choose themselves'),
  level: 'info',
  kind: 'security',
  why: t('A client that names itself after another one gets the topics of that one.'),
  refs: ['CWE-290', 'CWE-639'],
  brokers: ['mosquitto', 'emqx'],

  *check({ accessLists = [] }) {
    for (const { rules, clientIdsProven } of accessLists) {
      if (clientIdsProven !== false) continue;
      for (const { subject, permission, filter, at } of rules) {
        const chosen = subject.kind === 'condition' && subject.clientId === true;
        const patterned = subject.kind === 'everyone' && PATTERN.test(filter);
        if (permission === 'deny' || !(chosen || patterned)) continue;
        // Where a bridge says that it is up: little to gain, and in every example.
        if (filter === '$SYS/broker/connection/%c/state') continue;
        yield { at, message: filter.includes('%c') ? OF_MOSQUITTO : OF_EMQX };
      }
    }
  },
});

const PATTERN = /%c|\$\{clientid\}/;
const OF_MOSQUITTO = t(
  'clients choose their id, so %c proves nothing: use %u, or set use_username_as_clientid true on every listener',
);
const OF_EMQX = t(
  'clients choose their id, so it proves nothing: go by the user name, or set mqtt.use_username_as_clientid = true',
);
