import { t } from '../../facts/message';
import { isExposed } from '../model-queries';
import { rule } from '../rule';

export default rule({
  title: t('Web interface of the broker over HTTP, open to other machines'),
  level: 'warning',
  kind: 'security',
  why: t('What the broker is set up for, and the password of whoever looks or administers, can be read on the way.'),
  refs: ['CWE-319', 'CWE-200', 'OWASP IoT I3'],

  *check(model) {
    for (const listener of model.listeners) {
      const { protocol, tls, label, at, anonymous, proxied, address } = listener;
      if (protocol !== 'http' || !isExposed(listener) || (tls.active && !anonymous.value)) continue;
      const open = anonymous.value && listener.administers === true;
      const edits = address.set('127.0.0.1');
      yield {
        at,
        ...(open ? { level: 'error' as const } : proxied ? { level: 'info' as const } : {}),
        message: open
          ? t('{label} lets everybody administer the broker: demand a password, and listen on 127.0.0.1', { label })
          : anonymous.value
            ? t(
                '{label} shows the state of the broker to everybody: listen on 127.0.0.1, or let no anonymous clients in',
                { label },
              )
            : t('{label} takes passwords over HTTP without TLS: listen on 127.0.0.1, or set up TLS', { label }),
        fixes: edits.length > 0 ? [{ title: t('Listen on this machine only (127.0.0.1)'), edits, safe: false }] : [],
      };
    }
  },
});
