import { type Message, t } from '../../../../facts/message';
import type { Draft } from '../../../finding';
import type { LanguageRule } from '../../../model';
import { addressOf } from '../endpoints';
import {
  allDirectives,
  type Block,
  type Directive,
  effectiveLast,
  hasVariable,
  headSpan,
  isOn,
  keySpan,
} from '../scopes';
import type { BrokerServer } from '../servers';

type Found = readonly [LanguageRule, Draft];

/** What nginx misses. Files that could not be read may bring it, so a piece of a configuration misses less. */
export function requiredDrafts(configuration: Block, servers: readonly BrokerServer[], fragment: boolean): Found[] {
  const all = [...allDirectives(configuration)];
  const drafts = [
    ...all.flatMap((directive) => blockDrafts(directive)),
    ...(fragment ? [] : addressDrafts(all)),
    ...servers.flatMap(({ proxies, kind }) =>
      proxies.flatMap(({ block, scheme, pass }) => checkDrafts(block, pass, kind, scheme)),
    ),
  ];
  return [...drafts.map((draft) => ['required-missing', draft] as const), ...(fragment ? [] : zoneDrafts(all))];
}

/** Directives that say what is done with a connection. */
const HANDLERS = /^(?:proxy_pass|return|pass|js_\w+|\w+_by_lua\w*|include)$/;

function blockDrafts(directive: Directive): Draft[] {
  const { block } = directive;
  if (block?.context === 'stream-server') {
    if (!block.directives.some(({ name }) => name === 'listen' || name === 'include')) {
      return [missing(directive, t('the server has no “listen”, so nginx refuses to start'))];
    }
    if (!block.directives.some(({ name }) => HANDLERS.test(name))) {
      return [missing(directive, t('the server has no “proxy_pass”, so nginx refuses to start'))];
    }
  }
  const upstream = block?.context === 'stream-upstream' || block?.context === 'http-upstream';
  if (!upstream || block.directives.some(({ name }) => name === 'server' || name === 'include')) return [];
  return [missing(directive, t('the upstream has no “server”, so nginx refuses to start'))];
}

function missing(directive: Directive, message: Message): Draft {
  return { at: keySpan(directive), message, kind: 'fatal' };
}

/** `stream` has no usual port. */
function addressDrafts(all: readonly Directive[]): Draft[] {
  const upstreams = new Set(
    all.flatMap(({ block, words }) => (block?.context === 'stream-upstream' ? (words[0]?.text ?? []) : [])),
  );
  return all.flatMap((directive) => {
    const { name, parent, words } = directive;
    const target = words[0]?.text ?? '';
    const passes = name === 'proxy_pass' && parent.context === 'stream-server' && !upstreams.has(target);
    const serves = name === 'server' && parent.context === 'stream-upstream';
    if ((!passes && !serves) || target === '' || hasVariable(target)) return [];
    const address = addressOf(target);
    if (address.unix || (address.port !== undefined && !/^\d+$/.test(target))) return [];
    const message = t('“{target}” has no port, so nginx refuses to start: write one behind it, such as {target}:1883', {
      target,
    });
    return [{ at: headSpan(directive), message, kind: 'fatal' } as const];
  });
}

/** ngx_stream_proxy_set_ssl: only where TLS is spoken at all. */
function checkDrafts(block: Block, pass: Directive, kind: BrokerServer['kind'], scheme: string | undefined): Draft[] {
  const active = kind === 'stream' ? isOn(effectiveLast(block, 'proxy_ssl')) : scheme === 'https';
  const verify = effectiveLast(block, 'proxy_ssl_verify');
  if (!active || !isOn(verify) || effectiveLast(block, 'proxy_ssl_trusted_certificate')) return [];
  const message = t(
    'certificates are to be checked against no authority, and nginx refuses that: set proxy_ssl_trusted_certificate',
  );
  return [{ at: headSpan(verify ?? pass), message, kind: 'fatal' }];
}

function zoneDrafts(all: readonly Directive[]): Found[] {
  const zones = new Set(
    all.flatMap(({ name, parent, words }) => {
      const zone = /^zone=([^:]+)/.exec(words[1]?.text ?? '')?.[1];
      return name === 'limit_conn_zone' && zone !== undefined ? `${parent.context} ${zone}` : [];
    }),
  );
  return all.flatMap((directive) => {
    const { name, parent, words } = directive;
    const zone = words[0]?.text ?? '';
    if (name !== 'limit_conn' || parent.context === 'other') return [];
    const family = parent.context.startsWith('stream') ? 'stream' : 'http';
    if (zones.has(`${family} ${zone}`)) return [];
    const message = t('no limit_conn_zone has the name “{zone}”, so nginx refuses to start', { zone });
    return [['invalid-value', { at: headSpan(directive), message, kind: 'fatal' }] as const];
  });
}
