import { replace, write } from '../../hocon-edits';
import { keySpan, setting, valueSpan } from '../../hocon-view';
import type { AccessFacts, AccessList, FirstMatch, Secret } from '../../model';
import type { HoconNode } from '../../syntax/hocon-resolve';
import { itemOf } from './key-path';
import type { Block } from './key-types';
import { child, text } from './read';

export function policyOf(root: HoconNode): AccessFacts['policy'] {
  const auth = child(root, 'auth');
  if (!auth) return undefined;
  const word = (name: string, otherwise: string, [on, off]: readonly [string, string]) => {
    const node = child(auth, name);
    const value = (text(node) ?? otherwise).toLowerCase() === on;
    return setting(value, node ? valueSpan(node) : keySpan(auth), node !== undefined, (to: boolean) =>
      write(auth, [{ path: [name], text: to ? on : off }]),
    );
  };
  return {
    unmatchedAllowed: word('no_match', 'allow', ['allow', 'deny']),
    emptySources: undefined,
    disconnectsOnDenial: word('deny_action', 'ignore', ['disconnect', 'ignore']),
    cacheSeconds: setting<number | undefined>(undefined, keySpan(auth), false),
  };
}

/** The list, in the configuration or included: only whether it ends by allowing everything. */
export function accessListsOf(rules: HoconNode | undefined): readonly AccessList[] {
  const last = rules?.items.at(-1);
  const permit = child(last, 'permit');
  const verdict = text(permit)?.toLowerCase();
  if (!rules || !permit || (verdict !== 'allow' && verdict !== 'deny')) return [];
  const isCatchAll = last?.children.size === 1;
  const catchAll: FirstMatch['catchAll'] = setting<'allow' | 'deny'>(verdict, valueSpan(permit), true, (to) => {
    const edit = replace(permit, `"${to}"`);
    return edit ? [edit] : [];
  });
  return [
    {
      file: valueSpan(permit).file,
      rules: [],
      users: [],
      opened: true,
      problems: [],
      anonymousClients: undefined,
      clientIdsProven: undefined,
      knownUsers: undefined,
      firstMatch: { unreached: [], ...(isCatchAll ? { catchAll } : {}) },
    },
  ];
}

/** The users that every package brings, and the account of the REST API. */
export function guessableOf(root: HoconNode, users: HoconNode | undefined): AccessFacts['guessable'] {
  const api = child(root, 'http_server');
  const isOpen = text(child(api, 'auth_type'))?.toLowerCase() !== 'basic' && child(api, 'auth_type') !== undefined;
  const passwords = [...(users?.children.values() ?? [])];
  const published = [...passwords, ...(isOpen ? [] : [child(api, 'password')])].flatMap((node) =>
    text(node) === 'public' && node
      ? [{ option: node.path.join('.'), at: valueSpan(node), why: 'published' as const }]
      : [],
  );
  const unset = api && !isOpen && !child(api, 'password');
  return unset ? [...published, { option: 'http_server.password', at: keySpan(api), why: 'absent' }] : published;
}

/** Passwords and keys in clear, by the table. */
export function secretsOf(node: HoconNode, block: Block): Secret[] {
  return [...node.children].flatMap(([name, inner]): Secret[] => {
    const item = itemOf(block, name);
    if (item?.kind === 'block') return [inner, ...inner.items].flatMap((each) => secretsOf(each, item));
    const value = item?.secret && !inner.copied ? text(inner) : undefined;
    if (!value || /^[*xX.]+$|\$\{|REDACTED/.test(value)) return [];
    return [{ option: inner.path.join('.'), at: valueSpan(inner) }];
  });
}
