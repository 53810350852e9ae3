import { t } from '../../../../facts/message';
import type { Draft } from '../../../finding';
import type { LanguageRule } from '../../../model';
import type { Scalar } from '../../../tree';
import { addressOf } from '../endpoints';
import { allDirectives, type Block, type Directive, headSpan, spanOf } from '../scopes';
import { atLeast } from '../version';

type Found = readonly [LanguageRule, Draft];

/** `listen`: ngx_stream_core_listen and ngx_http_core_listen. */
export function listenDrafts(configuration: Block, version: string): Found[] {
  const listens = [...allDirectives(configuration)].filter(
    ({ name, parent }) => name === 'listen' && parent.context.endsWith('-server'),
  );
  const members = [...allDirectives(configuration)].filter(
    ({ name, parent }) => name === 'server' && parent.context.endsWith('-upstream'),
  );
  return [
    ...members.flatMap(memberDrafts),
    ...listens.flatMap((listen) => wordDrafts(listen, version)),
    ...clashes(listens, version),
  ];
}

function wordDrafts(listen: Directive, version: string): Found[] {
  const [address, ...words] = listen.words;
  if (!address) return [];
  const { port, unix } = addressOf(address.text, 80);
  if (!unix && (port === undefined || port < 1 || port > 65_535)) return [wrong(listen, address, false)];
  const stream = listen.parent.context === 'stream-server';
  const odd = words.find(({ text }) => !isParameter(text, stream, version));
  return odd ? [wrong(listen, odd, true)] : [];
}

const BOTH =
  /^(?:ssl|udp|proxy_protocol|bind|reuseport|deferred|backlog=\d+|rcvbuf=\w+|sndbuf=\w+|setfib=\d+|fastopen=\d+|accept_filter=\w+|ipv6only=(?:on|off)|so_keepalive=\S+|multipath)$/;
const HTTP_ONLY = /^(?:default_server|default|http2|quic|spdy)$/;

function isParameter(text: string, stream: boolean, version: string): boolean {
  if (stream) {
    // Virtual servers came to the stream module with 1.25.5.
    if (/^(?:default_server|deferred|setfib=|accept_filter=)/.test(text))
      return atLeast(version, '1.25.5') || text.startsWith('setfib');
    return BOTH.test(text);
  }
  return text !== 'udp' && (BOTH.test(text) || HTTP_ONLY.test(text));
}

/** Parameters of `server` in an upstream, those of the commercial version among them. */
const MEMBER =
  /^(?:weight=\d+|max_conns=\d+|max_fails=\d+|fail_timeout=\w+|backup|down|resolve|drain|service=.*|route=.*|slow_start=\w+)$/;

function memberDrafts(member: Directive): Found[] {
  const odd = member.words.slice(1).find(({ text }) => !MEMBER.test(text));
  if (!odd) return [];
  const message = t('“server” does not take “{text}” here, so nginx refuses to start', { text: odd.text });
  return [['invalid-value', { at: spanOf(member, odd.range), message, kind: 'fatal' }]];
}

function wrong(listen: Directive, word: Scalar, parameter: boolean): Found {
  const values = { text: word.text };
  const message = parameter
    ? t('“listen” does not take “{text}” here, so nginx refuses to start', values)
    : t('“{text}” is no address and port to listen on', values);
  return [parameter ? 'invalid-value' : 'bind-invalid', { at: spanOf(listen, word.range), message, kind: 'fatal' }];
}

/** One address is opened once in `stream`; in `http` servers share it, and one server names it once. */
function* clashes(listens: readonly Directive[], version: string): Iterable<Found> {
  const seen = new Map<string, Directive>();
  for (const listen of listens) {
    const text = listen.words[0]?.text ?? '';
    const { host, port, unix } = addressOf(text, 80);
    const shared = listen.parent.context === 'http-server' || atLeast(version, '1.25.5');
    const address = unix ? text : `${host === undefined || host === '*' ? '0.0.0.0' : host}:${port}`;
    const transport = listen.words.some((word) => word.text === 'udp') ? 'udp' : 'tcp';
    const server = shared ? listen.parent.opener?.entry.range.start : '';
    const key = `${listen.parent.context} ${server} ${shared ? listen.tree.file : ''} ${transport} ${address}`;
    const first = seen.get(key);
    if (!first) seen.set(key, listen);
    else {
      const related = [{ at: headSpan(first), message: t('the other “listen”') }];
      const message = t('{address} is listened on already, so nginx refuses to start', { address });
      yield ['duplicate-directive', { at: headSpan(listen), message, kind: 'fatal', level: 'error', related }];
    }
  }
}
