import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Password of a bridge without a user name'),
  level: 'warning',
  kind: 'correctness',
  why: t('MQTT 3.1.1 has no password without a user name, so the other broker refuses the connection.'),
  refs: ['MQTT 3.1.1 section 3.1.2.9', 'mosquitto.conf(5)'],

  *check({ outgoing }) {
    for (const { bridge, label } of outgoing) {
      if (!bridge?.password.explicit || bridge.userName.explicit) continue;
      yield {
        at: bridge.password.span,
        message: t('{label} has a password but no user name: add remote_username', { label }),
      };
    }
  },
});
