import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Topics that have another name for everybody else'),
  level: 'hint',
  kind: 'correctness',
  why: t('A rule or a bridge that uses the name the client uses finds nothing.'),
  refs: ['Mosquitto 2.0.11', 'mosquitto.conf(5)'],
  brokers: ['mosquitto'],
  strict: true,

  *check({ listeners, references, outgoing }) {
    const list = references.find(({ role }) => role === 'acl-file');
    const bridge = outgoing.find((connection) => connection.bridge);
    const other = list ?? bridge;
    if (!other) return;
    for (const { mountPoint, label } of listeners) {
      const prefix = mountPoint?.value;
      if (!mountPoint || prefix === undefined) continue;
      yield {
        at: mountPoint.span,
        message: list
          ? t('access rules see the topics of {label} with “{prefix}” in front: see that they name them so', {
              label,
              prefix,
            })
          : t('bridges see the topics of {label} with “{prefix}” in front: see that they name them so', {
              label,
              prefix,
            }),
        related: [{ at: other.at, message: list ? t('the access list is named here') : t('a bridge stands here') }],
      };
    }
  },
});
