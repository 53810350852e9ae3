import { t } from '../../facts/message';
import type { Listener } from '../model';
import { demandsCertificate } from '../model-queries';
import { rule } from '../rule';

export default rule({
  title: t('Password file that no listener asks'),
  level: 'info',
  kind: 'correctness',
  why: t('A user who is deleted from the file can still connect with a certificate.'),
  refs: ['mosquitto.conf(5)'],
  brokers: ['mosquitto'],

  *check(model) {
    const { listeners, references } = model;
    const served = listeners.filter(({ enabled, protocol }) => enabled && protocol !== 'http');
    if (model.fragment || served.length === 0 || !served.every(namedByCertificate)) return;
    for (const { role, at, option } of references) {
      if (role !== 'password-file') continue;
      yield {
        at,
        message: t(
          '{option} has no effect: every listener takes the user name from the client certificate, and no password is checked',
          { option },
        ),
      };
    }
  },
});

function namedByCertificate(listener: Listener): boolean {
  return demandsCertificate(listener) && listener.tls.identity?.some(({ value }) => value) === true;
}
