import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Limit of 0 connections'),
  level: 'info',
  kind: 'correctness',
  why: t('It looks like a closed door and is an open one.'),
  refs: ['mosquitto.conf(5)', 'CWE-770'],
  brokers: ['mosquitto'],

  *check({ listeners }) {
    for (const { connections, label } of listeners) {
      if (connections?.value !== 0) continue;
      yield {
        at: connections.span,
        message: t('0 means no limit here, so {label} takes any number of clients: write -1 to say so, or a number', {
          label,
        }),
      };
    }
  },
});
