import { t } from '../../facts/message';
import { isExposed } from '../model-queries';
import { rule } from '../rule';

export default rule({
  title: t('Listener for insiders that others reach'),
  level: 'error',
  kind: 'security',
  why: t(
    'What is meant for programs on the same machine lets everybody in, or lets everybody read and write every topic.',
  ),
  refs: ['CWE-306', 'CWE-862', 'EMQX 4.x: zone.internal'],
  brokers: ['emqx'],

  *check({ listeners }) {
    for (const listener of listeners) {
      if (!isExposed(listener)) continue;
      for (const { at, what } of listener.bypasses ?? []) {
        const { label } = listener;
        const message =
          what === 'authentication'
            ? t('{label} does not ask the authentication plugins, though others reach it: bind it to 127.0.0.1', {
                label,
              })
            : t('{label} does not ask the access list, though others reach it: bind it to 127.0.0.1', { label });
        yield { at, message };
      }
    }
  },
});
