import { exposureOf } from '../../../facts/exposure';
import { write } from '../../hocon-edits';
import { childOf, isFalse, isTrue, keySpan, setting, textOf, valueSpan } from '../../hocon-view';
import type { AccessFacts, Hook, PreSharedKeySupport, Secret } from '../../model';
import { forEachNode, type HoconNode } from '../../syntax/hocon-resolve';
import { authenticatorsOf } from './authenticators';
import { policyOf } from './authorization';
import { parseBind } from './bind';
import { clusterOf, guessableCookie } from './cluster';
import type { Scope } from './listeners';
import { isTemplated } from './references';

/** Who gets in, what he may do, and what the node itself is guarded by. */
export function accessFacts({ root, version, fragment }: Scope): AccessFacts {
  const keys = childOf(root, 'api_key', 'bootstrap_file');
  return {
    ...(textOf(keys) && keys ? { apiKeyFile: valueSpan(keys) } : {}),
    authenticators: authenticatorsOf(root),
    policy: policyOf(root, version),
    hooks: hooksOf(root),
    cluster: clusterOf(root, fragment),
    guessable: guessableCookie(root, fragment),
    preSharedKeys: preSharedKeys(root),
    metricsNeedLogin: fragment ? undefined : metricsNeedLogin(root),
  };
}

function hooksOf(root: HoconNode): Hook[] {
  const servers = childOf(root, 'exhook', 'servers');
  const members = servers ? [...servers.items, ...servers.children.values()] : [];
  return members
    .filter((server) => !isFalse(childOf(server, 'enable')))
    .map((server): Hook => {
      const action = childOf(server, 'failed_action');
      const set = (open: boolean) => write(server, [{ path: ['failed_action'], text: open ? 'ignore' : 'deny' }]);
      const label = `exhook ${textOf(childOf(server, 'name')) ?? ''}`.trim();
      const at = action ? valueSpan(action) : keySpan(server);
      return { label, at: keySpan(server), failsOpen: setting(textOf(action) === 'ignore', at, !!action, set) };
    });
}

/** Suites with pre-shared keys are offered only where a listener's list names them, and never in TLS 1.3. */
function preSharedKeys(root: HoconNode): PreSharedKeySupport | undefined {
  const enable = childOf(root, 'psk_authentication', 'enable');
  const listeners = ['ssl', 'wss'].flatMap((type) => [...(childOf(root, 'listeners', type)?.children.values() ?? [])]);
  // Listeners in another file cannot be judged.
  if (!enable || !isTrue(enable) || listeners.length === 0) return undefined;
  return { at: valueSpan(enable), usable: listeners.some(takesPreSharedKeys) };
}

function takesPreSharedKeys(listener: HoconNode): boolean {
  const ciphers = childOf(listener, 'ssl_options', 'ciphers');
  const names = ciphers ? [textOf(ciphers), ...ciphers.items.map(textOf)].join(',') : '';
  const versions = childOf(listener, 'ssl_options', 'versions')?.items.map(textOf);
  const older = versions === undefined || versions.length === 0 || versions.some((version) => version !== 'tlsv1.3');
  return older && /PSK|\$\{/.test(names);
}

/** Only where the file speaks of it, and the dashboard's port, which serves the metrics, is open to others. */
function metricsNeedLogin(root: HoconNode): AccessFacts['metricsNeedLogin'] {
  const block = childOf(root, 'prometheus');
  const node = childOf(block, 'enable_basic_auth');
  if (!block || !node) return undefined;
  const bind = textOf(childOf(root, 'dashboard', 'listeners', 'http', 'bind'));
  const address = bind === undefined ? undefined : parseBind(bind);
  if (bind === '0' || (address && exposureOf(address.address) === 'loopback')) return undefined;
  const set = (value: boolean) => write(block, [{ path: ['enable_basic_auth'], text: String(value) }]);
  return setting(!isFalse(node), valueSpan(node), true, set);
}

/** Fields that hold a password or key; `file://` and placeholders are none. */
const SECRETS =
  /^(?:password|default_password|secret|cookie|api_key|api_secret|client_secret|secret_access_key|sp_private_key|security_token|token|tls_stateless_tickets_seed)$/;

export function secretsOf(root: HoconNode): Secret[] {
  const found: Secret[] = [];
  forEachNode(root, (node) => {
    if (holdsSecret(node)) found.push({ option: node.path.join('.'), at: valueSpan(node) });
  });
  return found;
}

function holdsSecret(node: HoconNode): boolean {
  const text = textOf(node);
  if (text === undefined || text === '' || node.copied || !SECRETS.test(node.path.at(-1) ?? '')) return false;
  return !/^[*xX.]+$/.test(text) && !isTemplated(text) && !text.startsWith('file://');
}
