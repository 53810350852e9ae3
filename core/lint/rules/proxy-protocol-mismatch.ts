import { type Message, t } from '../../facts/message';
import type { Draft, Fix } from '../finding';
import type { Junction, ProxyVersion, Setting } from '../model';
import { rule } from '../rule';

type Sent = Setting<ProxyVersion | undefined>;
type Taken = Setting<readonly ProxyVersion[]>;

export default rule({
  title: t('Proxy and broker that do not agree on the PROXY header'),
  level: 'error',
  kind: 'correctness',
  why: t('The broker closes every connection that comes through the proxy.'),
  refs: ['PROXY protocol specification section 2'],
  beside: 'only',

  *check({ junctions = [], root }) {
    const said = new Set<string>();
    for (const junction of junctions) {
      const draft = draftOf(junction, root);
      // Servers of one group often lead to the same listener.
      const key = JSON.stringify([draft?.at, draft?.related?.[0]?.at.file]);
      if (draft && !said.has(key)) yield draft;
      said.add(key);
    }
  },
});

function draftOf(junction: Junction, root: string): Draft | undefined {
  const { proxy, upstream, broker, listener, by } = junction;
  const { proxyVersion: sent } = upstream;
  const { proxyVersions: taken } = listener;
  // An included file that was not read may say what the listener takes.
  if (!sent || !taken || (!taken.explicit && broker.includes.some(({ problem }) => problem))) return undefined;
  const message = messageFor(junction, sent.value, taken.value);
  const atProxy = proxy.root === root;
  return (
    message && {
      at: atProxy ? sent.span : taken.span,
      level: by === 'address' && !broker.versionAssumed ? 'error' : 'warning',
      message,
      related: [{ at: atProxy ? taken.span : sent.span, message: relatedTo(junction, atProxy) }],
      fixes: fixesOf(sent, taken, atProxy),
    }
  );
}

function messageFor({ upstream, listener }: Junction, sent: Sent['value'], taken: Taken['value']): Message | undefined {
  if (sent === undefined ? taken.length === 0 : taken.includes(sent)) return undefined;
  const [other = 0] = taken;
  const names = { upstream: upstream.label, listener: listener.label, sent: sent ?? 0, other };
  if (sent === undefined)
    return t('{listener} demands a PROXY header and {upstream} sends none: send it, or demand none', names);
  if (taken.length === 0)
    return t('{upstream} sends a PROXY header and {listener} does not know it: expect it there, or send none', names);
  return t(
    '{upstream} sends version {sent} of the PROXY header and {listener} takes {other} only: expect {sent} there',
    names,
  );
}

function relatedTo({ by, upstream, listener }: Junction, atProxy: boolean): Message {
  const label = atProxy ? listener.label : upstream.label;
  if (by === 'address') return t('{label} is set up here', { label });
  return t('{label} is set up here; “{host}” is taken for the machine of the only listener with this port', {
    label,
    host: upstream.host ?? '',
  });
}

function fixesOf(sent: Sent, taken: Taken, atProxy: boolean): Fix[] {
  const version = sent.value;
  const edits = atProxy ? sent.set(taken.value[0]) : taken.set(version === undefined ? [] : [version]);
  if (edits.length === 0) return [];
  const more = atProxy ? t('Send a PROXY header') : t('Expect a PROXY header of that version');
  const less = atProxy ? t('Send no PROXY header') : t('Demand no PROXY header');
  return [{ title: (version === undefined) === atProxy ? more : less, edits, safe: false }];
}
