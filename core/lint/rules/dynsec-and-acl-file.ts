import { t } from '../../facts/message';
import { rule } from '../rule';
import type { Span } from '../source';

export default rule({
  title: t('Two places that say what clients may do'),
  level: 'info',
  kind: 'security',
  why: t(
    'What one of them grants is granted, whatever the other says, so taking a right away in one place changes nothing.',
  ),
  refs: ['Mosquitto 2.0.11', 'CWE-284'],
  brokers: ['mosquitto'],

  *check({ references, listeners }) {
    const dynamic = references.find(({ role, path }) => role === 'plugin' && /mosquitto_dynamic_security\b/.test(path));
    if (!dynamic) return;
    for (const { role, at, option } of references) {
      if (role !== 'acl-file' && role !== 'password-file') continue;
      const together = listeners.some(({ authorization = [], authentication }) => {
        const spans = [...authorization, ...authentication];
        return holds(spans, at) && holds(spans, dynamic.at);
      });
      if (!together) continue;
      const message =
        role === 'acl-file'
          ? t(
              '{option} and the dynamic security plugin hold side by side: what either grants is granted; keep all rights in one',
              { option },
            )
          : t(
              '{option} and the dynamic security plugin hold side by side: users of either get in; keep all of them in one',
              { option },
            );
      yield { at, message, related: [{ at: dynamic.at, message: t('the plugin is loaded here') }] };
    }
  },
});

function holds(spans: readonly Span[], { file, start }: Span): boolean {
  return spans.some((span) => span.file === file && span.start === start);
}
