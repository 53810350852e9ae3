import { t } from '../../facts/message';
import { isExposed } from '../model-queries';
import { rule } from '../rule';

export default rule({
  title: t('Client ids in place of authentication'),
  level: 'warning',
  kind: 'security',
  why: t('A client chooses its own id, so the prefix keeps out only those that do not know it.'),
  refs: ['CWE-287', 'CWE-290'],
  brokers: ['mosquitto'],

  *check(model) {
    const prefixes = model.clients?.idPrefixes;
    const open = model.listeners.find(
      (listener) => isExposed(listener) && listener.anonymous.value && listener.protocol !== 'http',
    );
    if (!prefixes?.explicit || !open) return;
    yield {
      at: prefixes.span,
      message: t(
        'the start of the client id is no secret, and {label} asks for nothing else: require a password or a certificate',
        { label: open.label },
      ),
    };
  },
});
