import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Comment behind a user name'),
  level: 'warning',
  kind: 'correctness',
  why: t('The whole rest of the line is the name, so the rules below belong to a user that nobody is.'),
  refs: ['mosquitto.conf(5), acl_file'],
  brokers: ['mosquitto'],

  *check({ accessLists = [] }) {
    for (const { users } of accessLists) {
      for (const { name, at } of users) {
        const match = /\s+(?:#|\/\/|;|--).*$/s.exec(name);
        if (!match) continue;
        const rest = { ...at, start: at.start + match.index };
        yield {
          at: { ...at, start: rest.start + (/^\s*/.exec(match[0])?.[0].length ?? 0) },
          message: t('a comment needs a line of its own; this one is a part of the user name'),
          fixes: [{ title: t('Delete the comment'), edits: [{ span: rest, text: '' }], safe: false }],
        };
      }
    }
  },
});
