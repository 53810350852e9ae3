import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Pre-shared key that does not work or is too short'),
  level: 'error',
  kind: 'correctness',
  why: t('The client cannot connect or the broker does not start; a short key is guessed from one recorded handshake.'),
  refs: ['RFC 9257', 'CWE-326'],
  brokers: ['mosquitto'],

  *check({ pskFiles = [] }) {
    for (const { problems } of pskFiles) yield* problems;
  },
});
