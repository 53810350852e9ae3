import { t } from '../../facts/message';
import type { Fix } from '../finding';
import type { Setting } from '../model';
import { rule } from '../rule';

export default rule({
  title: t('Sign-in of administrators that can be forged'),
  level: 'warning',
  kind: 'security',
  why: t('Whoever stands between, or gets hold of a sign-in, becomes an administrator.'),
  refs: ['OpenID Connect Core section 16', 'RFC 7636', 'CWE-345', 'CWE-319'],
  brokers: ['emqx'],

  *check({ administration, fragment }) {
    for (const { label, address, signed, provesBeginner } of administration?.signOn ?? []) {
      if (/^http:\/\//i.test(address.value ?? '')) {
        yield {
          at: address.span,
          message: t('{label} asks “{address}” over HTTP, where the answer can be changed: use https', {
            label,
            address: address.value ?? '',
          }),
        };
      }
      if (signed && !signed.value && !(fragment && !signed.explicit)) {
        yield {
          at: signed.span,
          level: signed.explicit ? 'warning' : 'info',
          message: t('{label} takes answers that nobody signed: demand signed assertions', { label }),
          fixes: fixFor(signed),
        };
      }
      if (provesBeginner && !provesBeginner.value && !(fragment && !provesBeginner.explicit)) {
        yield {
          at: provesBeginner.span,
          level: 'info',
          message: t('{label} does without PKCE, so a sign-in code that leaks can be used by others: require it', {
            label,
          }),
          fixes: fixFor(provesBeginner),
        };
      }
    }
  },
});

/** The other side must be set up for it too. */
function fixFor(setting: Setting<boolean>): Fix[] {
  const edits = setting.set(true);
  return edits.length > 0 ? [{ title: t('Require it'), edits, safe: false }] : [];
}
