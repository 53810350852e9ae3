import { t } from '../../facts/message';
import type { Draft } from '../finding';
import type { AccessRule } from '../model';
import { rule } from '../rule';

export default rule({
  title: t('Placeholder in a topic rule'),
  level: 'error',
  kind: 'correctness',
  why: t(
    'Only patterns replace %u and %c; here they are letters of the topic, and the client’s own topic stays closed.',
  ),
  refs: ['mosquitto.conf(5), acl_file'],
  brokers: ['mosquitto'],

  *check({ accessLists = [] }) {
    for (const { rules } of accessLists) {
      for (const one of rules) {
        const [placeholder] = /%[uc]/.exec(one.filter) ?? [];
        if (placeholder === undefined || one.subject.kind === 'everyone') continue;
        const message = t('“{placeholder}” is replaced in a pattern only; in a topic it stands for itself', {
          placeholder,
        });
        yield { at: one.at, message, fixes: fixesFor(one) };
      }
    }
  },
});

/** Below a user a pattern would hold for more clients than the line does now. */
function fixesFor({ subject, keyword }: AccessRule): Draft['fixes'] {
  if (subject.kind !== 'anonymous') return [];
  return [{ title: t('Change to pattern'), edits: [{ span: keyword, text: 'pattern' }], safe: false }];
}
