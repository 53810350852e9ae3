import { t } from '../../../../facts/message';
import { quoteText } from '../../../syntax/hocon-errors';
import { ACL_CACHE } from './option-table';
import { lineOf, webRequest } from './translate-members';
import { options } from './translate-options';
import { type Member, note, put, take, type Writing } from './writing';

/** What clients may do: the plugin that asks a web service, then the list, in the order in which 4.x asks them. */
export function access(writing: Writing): void {
  const names = [...writing.view.options.keys()];
  const isMain = names.some((option) => /^(?:listener\.|acl_|allow_anonymous$)/.test(option));
  const asked = webSource(writing);
  if (!isMain && !asked) return;
  const nomatch = take(writing, 'acl_nomatch');
  // What the service does not allow in the form of 5.x is refused.
  put(writing, 'authorization.no_match', nomatch === 'allow' && !asked ? 'allow' : 'deny');
  const denied = take(writing, 'acl_deny_action');
  if (denied === 'ignore' || denied === 'disconnect') put(writing, 'authorization.deny_action', denied);
  options(writing, ACL_CACHE, '', 'authorization.cache.');
  const file = take(writing, 'acl_file');
  if (file !== undefined) note(writing, LIST_WORDS);
  const list: Member[][] =
    file === undefined
      ? []
      : [
          [
            ['type', 'file'],
            ['enable', 'true'],
            ['path', quoteText(file)],
          ],
        ];
  const sources = [...(asked ? [asked] : []), ...list];
  if (sources.length === 0) return;
  writing.lines.push('authorization.sources = [');
  for (const members of sources)
    writing.lines.push('  {', ...members.map((member) => `    ${lineOf(writing, member)}`), '  }');
  writing.lines.push(']');
}

const LIST_WORDS = t('in the list, 5.x says “all” for “pubsub”, “username” for “user” and “clientid” for “client”');

const PLACEHOLDERS: Readonly<Record<string, string>> = {
  '%A': '${action}',
  '%t': '${topic}',
  '%r': '${proto_name}',
  '%m': '${mountpoint}',
};

function webSource(writing: Writing): Member[] | undefined {
  const request = webRequest(writing, 'auth.http.acl_req', PLACEHOLDERS);
  if (!request) return undefined;
  const answer = '{"result": "allow"}';
  return [
    ['type', 'http'],
    t('5.x says “subscribe” and “publish” for 1 and 2, and goes by the JSON text {answer}, or by status 204', {
      answer,
    }),
    ...request,
  ];
}
