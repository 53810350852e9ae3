import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Keys of the API in a file'),
  level: 'info',
  kind: 'security',
  why: t('A key without a role may do everything that an administrator may, and stands in the file in clear.'),
  refs: ['CWE-522', 'CWE-269', 'EMQX 5.8 emqx_mgmt_auth'],
  brokers: ['emqx'],
  strict: true,

  *check({ apiKeyFile }) {
    if (!apiKeyFile) return;
    yield {
      at: apiKeyFile,
      message: t(
        'keys in this file may do everything unless their line ends with a role, as in {example}: give each the least that it needs',
        { example: 'key:secret:viewer' },
      ),
    };
  },
});
