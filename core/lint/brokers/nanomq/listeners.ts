import { exposureOf } from '../../../facts/exposure';
import { replace, write } from '../../hocon-edits';
import { keySpan, setting, valueSpan } from '../../hocon-view';
import type { FileReference, Listener, ServerTls } from '../../model';
import type { Edit, Span } from '../../source';
import type { HoconNode } from '../../syntax/hocon-resolve';
import { blocks, child, flag, text } from './read';
import { serverTls } from './tls';

export interface Scope {
  readonly root: HoconNode;
  readonly fragment: boolean;
  readonly references: readonly FileReference[];
}

interface Kind {
  readonly name: string;
  readonly protocol: 'mqtt' | 'websockets';
  readonly tls: boolean;
}

const KINDS: readonly Kind[] = [
  { name: 'tcp', protocol: 'mqtt', tls: false },
  { name: 'ssl', protocol: 'mqtt', tls: true },
  { name: 'ws', protocol: 'websockets', tls: false },
  { name: 'wss', protocol: 'websockets', tls: true },
];

/** Listeners stand right in the block of their kind and, from 0.19 on, below it under names of their own. */
export function listenersOf(scope: Scope): Listener[] {
  const all = child(scope.root, 'listeners');
  const ofKinds = KINDS.flatMap((kind) => {
    const block = child(all, kind.name);
    if (block?.kind !== 'object') return [];
    return [block, ...blocks(block)].flatMap((node) => listener(scope, kind, node, all));
  });
  return [...ofKinds, ...httpServer(scope)];
}

function listener(scope: Scope, kind: Kind, node: HoconNode, all: HoconNode | undefined): Listener[] {
  const bind = child(node, 'bind');
  const written = text(bind);
  if (bind === undefined || written === undefined) return [];
  const at = keySpan(node);
  // A WebSocket listener with TLS has the files and the verification of `listeners.ssl`.
  const tlsNode = kind.name === 'wss' ? child(all, 'ssl') : kind.tls ? node : undefined;
  const place = {
    node: tlsNode,
    at,
    active: kind.tls,
    intended: kind.tls ? at : undefined,
    references: scope.references,
  };
  return [
    {
      label: node.path.join('.'),
      at,
      implicit: false,
      protocol: kind.protocol,
      enabled: flag(child(node, 'enable'), true),
      ...bindSettings(bind, written),
      proxied: false,
      proxyVersions: setting([], at, false),
      tls: kind.name === 'wss' ? inherited(serverTls(place), at) : serverTls(place),
      ...entrance(scope, at),
    },
  ];
}

/** What is written for `listeners.ssl` is reported there. */
function inherited(tls: ServerTls, span: Span): ServerTls {
  const { certificate, privateKey, ca, clientCertificate } = tls;
  const here = { span, explicit: false };
  return {
    ...tls,
    certificate: { ...certificate, ...here },
    privateKey: { ...privateKey, ...here },
    ca: { ...ca, ...here },
    clientCertificate: { ...clientCertificate, ...here },
    contradiction: undefined,
  };
}

/** `0.0.0.0:1883`, `:1883`, `0.0.0.0:8083/mqtt`. */
const BIND = /^(?:([a-z+-]+):\/\/)?(\[[^\]]*\]|[^:/]*):([0-9]{1,5})(\/.*)?$/i;

function bindSettings(node: HoconNode, written: string): Pick<Listener, 'port' | 'address' | 'exposure'> {
  const at = valueSpan(node);
  const match = BIND.exec(written);
  const [, scheme, host = '', port = '', path = ''] = match ?? [];
  const address = host === '' ? undefined : host;
  const edit = (to: string, number: string | number): readonly Edit[] => {
    const change = match && replace(node, `"${scheme ? `${scheme}://` : ''}${to}:${number}${path}"`);
    return change ? [change] : [];
  };
  return {
    port: setting<number | undefined>(match ? Number(port) : undefined, at, true, (to) =>
      to === undefined ? [] : edit(host, to),
    ),
    address: setting<string | undefined>(address, at, address !== undefined, (to) => edit(to ?? '0.0.0.0', port)),
    exposure: match ? exposureOf(address === '*' ? undefined : address) : 'unknown',
  };
}

/** Clients get in without a name unless the file says otherwise. */
function entrance(
  { root, fragment }: Scope,
  at: Span,
): Pick<Listener, 'anonymous' | 'authentication' | 'authenticationElsewhere'> {
  const auth = child(root, 'auth');
  const node = child(auth, 'allow_anonymous');
  const users = child(auth, 'password');
  const ways = [
    ...(users && users.children.size > 0 ? [keySpan(users)] : []),
    ...[child(auth, 'http_auth')].flatMap((way) => (way && flag(child(way, 'enable'), true) ? [keySpan(way)] : [])),
  ];
  const span = node ? valueSpan(node) : auth ? keySpan(auth) : at;
  const set = (value: boolean) => (auth ? write(auth, [{ path: ['allow_anonymous'], text: String(value) }]) : []);
  return {
    anonymous: setting(flag(node, !fragment), span, node !== undefined, set),
    authentication: ways,
    authenticationElsewhere: true,
  };
}

/** The REST API: plaintext only, and on every address unless `ip_addr` is set. The block alone switches it on. */
function httpServer({ root, references }: Scope): Listener[] {
  const node = child(root, 'http_server');
  if (node?.kind !== 'object') return [];
  const at = keySpan(node);
  const [port, address, proof] = [child(node, 'port'), child(node, 'ip_addr'), child(node, 'auth_type')];
  const written = text(address);
  const open = text(proof)?.toLowerCase() === 'no_auth';
  const setPort = (to: number | undefined) =>
    to === undefined ? [] : write(node, [{ path: ['port'], text: String(to) }]);
  return [
    {
      label: 'http_server',
      at,
      implicit: false,
      protocol: 'http',
      administers: true,
      enabled: flag(child(node, 'enable'), true),
      port: setting<number | undefined>(
        port?.type === 'number' ? Number(port.text) : 8081,
        port ? valueSpan(port) : at,
        port !== undefined,
        setPort,
      ),
      address: setting<string | undefined>(written, address ? valueSpan(address) : at, written !== undefined, (to) =>
        write(node, [{ path: ['ip_addr'], text: `"${to ?? '0.0.0.0'}"` }]),
      ),
      exposure: exposureOf(written),
      proxied: false,
      tls: serverTls({ node: undefined, at, active: false, intended: undefined, references }),
      anonymous: setting(open, proof ? valueSpan(proof) : at, proof !== undefined, (value) =>
        write(node, [{ path: ['auth_type'], text: value ? 'no_auth' : 'basic' }]),
      ),
      authentication: [],
    },
  ];
}
