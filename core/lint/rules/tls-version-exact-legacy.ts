import { t } from '../../facts/message';
import { tlsEnds } from '../model-queries';
import { rule } from '../rule';

export default rule({
  title: t('Word that names the only TLS version instead of the oldest'),
  level: 'info',
  kind: 'correctness',
  why: t('TLS 1.3 is switched off, and clients that speak nothing else cannot connect.'),
  refs: ['Mosquitto 2.0.9', 'RFC 9325 section 3.1.1'],
  brokers: ['mosquitto'],

  *check(model) {
    for (const { tls, label } of tlsEnds(model)) {
      const { versions } = tls;
      if (!versions.exact || versions.value.includes('tlsv1.3')) continue;
      yield {
        at: versions.span,
        message: t(
          'in version {version} this means TLS 1.2 alone for {label}, without 1.3: update the broker, where it means 1.2 and newer',
          { version: model.version, label },
        ),
      };
    }
  },
});
