import { NO_DRAFTS } from '../../empty-model';
import { write } from '../../hocon-edits';
import { keySpan, merge, setting, valueSpan } from '../../hocon-view';
import type { Workspace } from '../../load';
import type { BrokerModel, Limits, Setting } from '../../model';
import type { HoconNode } from '../../syntax/hocon-resolve';
import { accessListsOf, guessableOf, policyOf, secretsOf } from './access';
import { outgoingOf } from './bridges';
import { flavourOf } from './flavour';
import { itemAt } from './key-path';
import type { Block } from './key-types';
import { ROOTS } from './keys';
import { languageDrafts, syntaxErrors } from './language';
import { listenersOf } from './listeners';
import { child } from './read';

export function nanomqModel(workspace: Workspace): BrokerModel {
  const { broker, version, versionAssumed, root, trees, now, expiryDays, references } = workspace;
  const base = { broker, version, versionAssumed, root, trees, now, expiryDays, references };
  const main = trees.find(({ file }) => file === root);
  const resolved = merge(workspace);
  if (!resolved || !main || flavourOf(main.text) !== 'hocon') {
    const language = { ...NO_DRAFTS, 'syntax-error': main ? syntaxErrors(main) : [] };
    return { ...base, fragment: true, listeners: [], outgoing: [], language };
  }
  const node = resolved.root;
  const part = partOf(root, node);
  const fragment = workspace.fragment || part !== undefined || !child(node, 'listeners');
  const scope = { root: node, fragment, references };
  const users = part?.path === 'password' ? node : child(node, 'auth', 'password');
  const rules = part?.path === 'acl' ? child(node, 'rules') : child(node, 'auth', 'acl', 'rules');
  return {
    ...base,
    fragment,
    listeners: part ? [] : listenersOf(scope),
    outgoing: part ? [] : outgoingOf(scope),
    policy: policyOf(node),
    accessLists: accessListsOf(rules),
    guessable: guessableOf(node, users),
    secrets: secretsOf(node, part?.block ?? ROOTS),
    fileModes: workspace.fileModes,
    limits: limitsOf(node),
    language: { ...NO_DRAFTS, ...languageDrafts(trees, node, part?.block ?? ROOTS, fragment) },
  };
}

interface Part {
  readonly path: 'password' | 'acl';
  readonly block: Block;
}

/** `nanomq_pwd.conf` and `nanomq_acl.conf`, which `auth` includes, hold the inside of a block. */
function partOf(root: string, node: HoconNode): Part | undefined {
  const name = root.slice(root.lastIndexOf('/') + 1);
  if (child(node, 'auth') || child(node, 'listeners')) return undefined;
  const path = /pwd|passw/.test(name) ? 'password' : /acl/.test(name) ? 'acl' : undefined;
  const block = path && itemAt(['auth', path]);
  return path && block?.kind === 'block' ? { path, block } : undefined;
}

const UNLIMITED = 256 * 1024 * 1024;

/** Only the packet size is claimed; of everything else the limits are the broker's own. */
function limitsOf(root: HoconNode): Limits | undefined {
  const mqtt = child(root, 'mqtt');
  const node = child(mqtt, 'max_packet_size');
  if (!mqtt || !node) return undefined;
  const at = valueSpan(node);
  const none: Setting<number | undefined> = setting<number | undefined>(undefined, keySpan(mqtt), false);
  const bytes = bytesOf(node.text);
  const set = (value: number | undefined) =>
    value === undefined ? [] : write(mqtt, [{ path: ['max_packet_size'], text: `${Math.ceil(value / 1024)}KB` }]);
  return {
    packetSize: setting<number | undefined>(
      bytes === undefined || bytes < UNLIMITED ? (bytes ?? 0) : undefined,
      at,
      true,
      set,
    ),
    payloadSize: none,
    connections: none,
    inflightMessages: none,
    queuedMessages: none,
    queuedBytes: none,
    queuesQos0: setting(false, keySpan(mqtt), false),
    memory: none,
    keepalive: none,
    sessionExpiry: setting<string | undefined>(undefined, keySpan(mqtt), false),
  };
}

const UNITS: Readonly<Record<string, number>> = { '': 1, B: 1, KB: 1024, MB: 1024 ** 2, GB: 1024 ** 3 };

function bytesOf(text: string): number | undefined {
  const [, count, unit = ''] = /^([0-9]+)\s*([KMG]?B?)$/i.exec(text.trim()) ?? [];
  const factor = UNITS[unit.toUpperCase()];
  return count === undefined || factor === undefined ? undefined : Number(count) * factor;
}
