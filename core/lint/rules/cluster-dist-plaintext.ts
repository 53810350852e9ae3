import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Cluster whose nodes talk in plaintext'),
  level: 'warning',
  kind: 'security',
  why: t('Whoever is in the network reads all messages and, with the cookie in them, takes over the nodes.'),
  refs: ['CWE-319', 'EMQX manual, Cluster Security'],
  brokers: ['emqx'],

  *check({ cluster }) {
    if (!cluster?.spansMachines || cluster.tls.value) return;
    yield {
      at: cluster.tls.span,
      message: t('nodes on several machines talk without TLS: set cluster.proto_dist to inet_tls'),
    };
  },
});
