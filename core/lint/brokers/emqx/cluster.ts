import { exposureOf } from '../../../facts/exposure';
import { write } from '../../hocon-edits';
import { childOf, isFalse, keySpan, setting, textOf, valueSpan } from '../../hocon-view';
import type { Cluster, GuessableSecret } from '../../model';
import type { HoconNode } from '../../syntax/hocon-resolve';
import { isTemplated } from './references';

const DISCOVERIES = /^(?:static|dns|etcd|k8s)$/;

/** Nodes of one cluster, where the file says anything about them. */
export function clusterOf(root: HoconNode, fragment: boolean): Cluster | undefined {
  const block = ['cluster', 'node', 'rpc'].map((name) => childOf(root, name)).find(Boolean);
  if (block?.kind !== 'object') return undefined;
  const discovery = childOf(root, 'cluster', 'discovery_strategy');
  const node = childOf(root, 'node', 'name');
  const protocol = childOf(root, 'cluster', 'proto_dist');
  const isTls = /^inet6?_tls$/.test(textOf(protocol) ?? '') || isTemplated(textOf(protocol) ?? '');
  const at = [protocol, discovery, node].find(Boolean);
  return {
    // The protocol may be set in another file.
    spansMachines: !(fragment && !protocol) && (DISCOVERIES.test(textOf(discovery) ?? '') || isRemote(textOf(node))),
    tls: setting(isTls, at ? valueSpan(at) : keySpan(block), protocol !== undefined),
    plaintextFallback: fallbackOf(childOf(root, 'rpc')),
  };
}

/** Only an address says where the node is; a name may be the machine's own. */
function isRemote(name: string | undefined): boolean {
  const host = name?.split('@')[1];
  if (host === undefined || isTemplated(host) || !/^[0-9.]+$|:/.test(host)) return false;
  return exposureOf(host) !== 'loopback';
}

/** `insecure_fallback` is true unless told otherwise. */
function fallbackOf(rpc: HoconNode | undefined): Cluster['plaintextFallback'] {
  const protocol = childOf(rpc, 'protocol') ?? childOf(rpc, 'driver');
  if (!rpc || !protocol || textOf(protocol) !== 'ssl') return undefined;
  const node = childOf(rpc, 'insecure_fallback');
  const set = (value: boolean) => write(rpc, [{ path: ['insecure_fallback'], text: String(value) }]);
  return setting(!isFalse(node), valueSpan(node ?? protocol), node !== undefined, set);
}

/** Cookies that packages, images and documentation of EMQX have. Who knows the cookie runs code on the node. */
const COOKIES = new Set(['emqxsecretcookie', 'emqx50elixir']);
const SHORTEST_COOKIE = 16;

export function guessableCookie(root: HoconNode, fragment: boolean): GuessableSecret[] {
  const node = childOf(root, 'node');
  const cookie = childOf(node, 'cookie');
  const text = textOf(cookie);
  const option = 'node.cookie';
  if (!node || isTemplated(text ?? '') || (cookie && text === undefined)) return [];
  // A file that names the node sets it up; one that only tunes it leaves the cookie to another file.
  if (!cookie) return fragment || !childOf(node, 'name') ? [] : [{ option, at: keySpan(node), why: 'absent' }];
  const at = valueSpan(cookie);
  if (COOKIES.has(fold(text ?? '')) || text === '') return [{ option, at, why: text === '' ? 'absent' : 'published' }];
  return !fragment && (text ?? '').length < SHORTEST_COOKIE ? [{ option, at, why: 'short' }] : [];
}

/** `emqx_secret_cookie` is guessed as well. */
function fold(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]/g, '');
}
