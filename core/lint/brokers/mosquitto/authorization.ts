import type { Listener, ServerTls } from '../../model';
import type { FallbackState } from './fallback';
import { booleanOf, type Line, lastOf, valueSpan } from './lines';
import type { Reading } from './scopes';
import type { BlockView } from './settings';
import { atLeast } from './version';

/** The lines that count for every listener, looked for once. */
export interface AccessLines {
  readonly authorizing: readonly Line[];
  readonly demanding: readonly Line[];
}

const AUTHORIZING = new Set(['acl_file', 'plugin', 'plugin_use', 'global_plugin']);
const CHECKING = ['password_file', 'plugin', 'plugin_use', 'global_plugin', 'psk_file'];

export function accessLines({ common }: Reading): AccessLines {
  return { authorizing: common.filter(authorizes), demanding: common.filter(demands) };
}

type Access = Pick<Listener, 'authorization' | 'unchecked' | 'unheeded'>;

/** What clients of a listener may do, and whether its demands on them are met. */
export function accessOf(
  { block, version }: BlockView,
  kind: 'listener' | Exclude<FallbackState, 'none'>,
  reading: Reading,
  { authorizing, demanding }: AccessLines,
  tls: ServerTls,
): Access {
  const own = reading.perListener ? block.lines : [];
  const names = new Set([...own, ...demanding, ...authorizing].map(({ name }) => name));
  const asked = booleanOf(lastOf(reading.perListener ? block.lines : demanding, 'allow_anonymous'));
  return {
    authorization: [...authorizing, ...block.lines.filter(authorizes)].map((line) => valueSpan(line)),
    // Up to 1.6 a name is enough where nothing can check the password.
    unchecked:
      !atLeast(version, '2.0.0') &&
      asked === false &&
      !CHECKING.some((name) => names.has(name)) &&
      tls.clientCertificate.value !== 'required',
    unheeded: unheededLines(version, kind, demanding).map((line) => valueSpan(line)),
  };
}

function authorizes({ name, live, text }: Line): boolean {
  return live && text !== '' && AUTHORIZING.has(name);
}

function demands(line: Line): boolean {
  if (!line.live) return false;
  return line.name === 'allow_anonymous' ? booleanOf(line) !== undefined : CHECKING.includes(line.name);
}

/** Local-only mode lets everybody in; from 2.0.21 on an explicit `allow_anonymous false` counts. */
function unheededLines(version: string, kind: string, demanding: readonly Line[]): readonly Line[] {
  if (kind !== 'local') return [];
  const denial = lastOf(demanding, 'allow_anonymous');
  const denied = booleanOf(denial) === false;
  if (denied && atLeast(version, '2.0.21')) return [];
  const password = lastOf(demanding, 'password_file');
  return [...(denied && denial ? [denial] : []), ...(password && denial === undefined ? [password] : [])];
}
