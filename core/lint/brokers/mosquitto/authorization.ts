import type { Listener, ServerTls } from '../../model';
import type { FallbackState } from './fallback';
import { booleanOf, type Line, lastOf, valueSpan } from './lines';
import type { Reading } from './scopes';
import type { BlockView } from './settings';
import { atLeast } from './version';

/** The lines that count for every listener, looked for once. */
export interface AccessLines {
  readonly authorizing: readonly Line[];
  /** Names of all that check passwords, or stand for them. */
  readonly checking: ReadonlySet<string>;
  readonly anonymous: Line | undefined;
  readonly password: Line | undefined;
  readonly list: Line | undefined;
}

const AUTHORIZING = new Set(['acl_file', 'plugin', 'plugin_use', 'global_plugin']);
const CHECKING = ['password_file', 'plugin', 'plugin_use', 'global_plugin', 'psk_file'];

/** More lines than these say nothing more, and every listener names them. */
const MOST_LINES = 20;

export function accessLines({ common }: Reading): AccessLines {
  return {
    authorizing: common.filter(authorizes).slice(-MOST_LINES),
    checking: new Set(common.map(({ name }) => name).filter((name) => CHECKING.includes(name))),
    anonymous: lastOf(common, 'allow_anonymous'),
    password: lastOf(common, 'password_file'),
    list: lastOf(common, 'acl_file'),
  };
}

type Access = Pick<Listener, 'authorization' | 'unchecked' | 'unheeded'>;

/** What clients of a listener may do, and whether its demands on them are met. */
export function accessOf(
  { block, version }: BlockView,
  kind: 'listener' | Exclude<FallbackState, 'none'>,
  { perListener }: Reading,
  lines: AccessLines,
  tls: ServerTls,
): Access {
  return {
    authorization: [...lines.authorizing, ...block.lines.filter(authorizes)].map((line) => valueSpan(line)),
    unchecked: !atLeast(version, '2.0.0') && takesAnyName(block.lines, perListener, lines, tls),
    unheeded: kind === 'local' ? unheededLines(version, lines).map((line) => valueSpan(line)) : [],
  };
}

/** Up to 1.6 a name is enough where nothing can check the password. */
function takesAnyName(own: readonly Line[], perListener: boolean, lines: AccessLines, tls: ServerTls): boolean {
  const anonymous = perListener ? lastOf(own, 'allow_anonymous') : lines.anonymous;
  if (booleanOf(anonymous) !== false || tls.clientCertificate.value === 'required') return false;
  return lines.checking.size === 0 && !own.some(({ name, live }) => live && CHECKING.includes(name));
}

function authorizes({ name, live, text }: Line): boolean {
  return live && text !== '' && AUTHORIZING.has(name);
}

/** Local-only mode lets everybody in; from 2.0.21 on an explicit `allow_anonymous false` counts. */
function unheededLines(version: string, { anonymous, password }: AccessLines): readonly Line[] {
  if (!anonymous) return password ? [password] : [];
  const heeded = booleanOf(anonymous) !== false || atLeast(version, '2.0.21');
  return heeded ? [] : [anonymous];
}
