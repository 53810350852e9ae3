import type { Workspace } from '../../../load';
import type { BrokerModel, Listener } from '../../../model';
import type { Span } from '../../../source';
import type { Tree } from '../../../tree';
import { readScopes } from '../scopes';

/** One listener as far as two versions of a configuration must agree on it. */
export interface Meaning {
  /** Port, address and protocol. */
  readonly door: string;
  readonly label: string;
  readonly anonymous: boolean;
  readonly tls: boolean;
  readonly clientCertificate: string;
  /** Files and plugins that say who may connect and do what. */
  readonly access: string;
  readonly other: string;
}

/** What the listeners of a configuration come to, in the order of their ports. */
export function meaningOf(model: BrokerModel, workspace: Pick<Workspace, 'trees' | 'includes' | 'version'>): Meaning[] {
  const texts = new Map(workspace.trees.map((tree) => [tree.file, tree]));
  const plugins = pluginFiles(workspace);
  const textAt = ({ file, start, end }: Span): string => {
    const text = texts.get(file)?.text.slice(start, end).trim() ?? '';
    return plugins.get(text) ?? text;
  };
  return model.listeners.map((listener) => meaning(listener, textAt)).sort((a, b) => (a.door < b.door ? -1 : 1));
}

function meaning(listener: Listener, textAt: (at: Span) => string): Meaning {
  const { label, port, address, protocol, anonymous, tls, authentication, authorization = [] } = listener;
  return {
    door: `${port.value} ${address.value ?? '*'} ${protocol}`,
    label,
    anonymous: anonymous.value,
    tls: tls.active,
    clientCertificate: tls.clientCertificate.value,
    access: [...new Set([...authentication, ...authorization].map(textAt))].sort().join('\n'),
    other: `${listener.connections?.value} ${listener.mountPoint?.value}`,
  };
}

/** From what the configuration calls a plugin to its path, or to the file that it takes the place of an option for. */
function pluginFiles(workspace: Pick<Workspace, 'trees' | 'includes' | 'version'>): ReadonlyMap<string, string> {
  const known = new Map<string, string>();
  let last: { keys: readonly string[] } | undefined;
  for (const line of readScopes(workspace).lines) {
    if (line.name === 'plugin_load') {
      const [name = '', ...path] = line.text.split(' ');
      known.set(name, path.join(' '));
      last = { keys: [name] };
    } else if (line.name === 'global_plugin' || line.name === 'plugin') last = { keys: [line.text] };
    else if (last && /^plugin_opt_(?:acl|password)_file$/.test(line.written)) {
      for (const key of last.keys) known.set(key, line.text);
    }
  }
  return known;
}

/** The same listeners, doing the same? → What differs, by label. */
export function differences(before: readonly Meaning[], after: readonly Meaning[]): readonly Difference[] {
  const found: Difference[] = [];
  const left = [...after];
  for (const one of before) {
    const index = left.findIndex(({ door }) => door === one.door);
    const other = index < 0 ? undefined : left.splice(index, 1)[0];
    if (!other) found.push({ label: one.label, what: 'missing' });
    else found.push(...ASPECTS.filter((what) => one[what] !== other[what]).map((what) => ({ label: one.label, what })));
  }
  return [...found, ...left.map(({ label }): Difference => ({ label, what: 'added' }))];
}

const ASPECTS = ['anonymous', 'tls', 'clientCertificate', 'access', 'other'] as const;

export interface Difference {
  readonly label: string;
  readonly what: (typeof ASPECTS)[number] | 'missing' | 'added';
}

export function fatalProblems({ language }: BrokerModel, trees: readonly Tree[]) {
  return Object.values(language)
    .flat()
    .filter(({ kind }) => kind === 'fatal')
    .map(({ at, message }) => ({ at, message, text: trees.find(({ file }) => file === at.file)?.text ?? '' }));
}
