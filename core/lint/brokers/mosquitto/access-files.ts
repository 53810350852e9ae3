import { t } from '../../../facts/message';
import type { AccessFile, AccessFiles, Setting } from '../../model';
import type { Edit } from '../../source';
import type { AccessLines } from './authorization';
import { insertAbove, insertBelow, replaceValue, setOption } from './edits';
import type { FallbackState } from './fallback';
import { type Line, lastOf, valueSpan } from './lines';
import type { Reading } from './scopes';
import type { BlockView } from './settings';

/** The password file and the access list of a listener: its own in per-listener mode, else those of all. */
export function accessFilesOf(
  view: BlockView,
  kind: 'listener' | Exclude<FallbackState, 'none'>,
  reading: Reading,
  common: AccessLines,
): AccessFiles | undefined {
  // Local-only mode reads neither, and it ends with the first listener.
  if (kind !== 'listener' && kind !== 'named') return undefined;
  const path = (name: string, shared: Line | undefined): Setting<string | undefined> =>
    pathSetting(view, name, reading, { line: shared, above: common.anonymous ?? common.password ?? common.list });
  return {
    shared: !reading.perListener,
    passwords: { ...PASSWORDS, path: path('password_file', common.password) },
    rules: { ...RULES, path: path('acl_file', common.list) },
  };
}

interface Shared {
  readonly line: Line | undefined;
  /** A line of the same kind, below which a new one belongs. */
  readonly above: Line | undefined;
}

function pathSetting(
  { block, at }: BlockView,
  name: string,
  { perListener, lines }: Reading,
  shared: Shared,
): Setting<string | undefined> {
  const line = perListener ? lastOf(block.lines, name) : shared.line;
  const set = (value: string | undefined): readonly Edit[] => {
    if (value === undefined || !isWritable(value)) return [];
    if (perListener) return setOption(block, name, value);
    if (line) return replaceValue(line, value);
    if (shared.above) return insertBelow(shared.above, `${name} ${value}`);
    return lines[0] ? insertAbove(lines[0], `${name} ${value}`) : [];
  };
  return { value: line?.text || undefined, span: line ? valueSpan(line) : at, explicit: line !== undefined, set };
}

/** The broker takes the rest of the line as it is, but for blanks around it. */
function isWritable(path: string): boolean {
  return path !== '' && path === path.trim() && !/[\0\r\n#]/.test(path);
}

/** `mosquitto_passwd` does not keep comments, so the first user takes the place of these. */
const PASSWORDS: Omit<AccessFile, 'path'> = {
  name: 'pwfile',
  skeleton: (path) => [
    t('# Users of the Mosquitto broker, one a line, with the hash of the password. There is none yet, so nobody'),
    t('# gets in. The first one replaces these lines:'),
    t('#   mosquitto_passwd -c "{path}" NAME', { path }),
    t('# and others follow, or change their password, without -c. The broker reads the file again on SIGHUP.'),
    t('# Only the account of the broker need read it, e.g.: chown mosquitto and chmod 0600.'),
  ],
};

const RULES: Omit<AccessFile, 'path'> = {
  name: 'aclfile',
  skeleton: () => [
    t('# Access list of the Mosquitto broker. What no line allows is denied, and no line here allows anything yet.'),
    t('#'),
    t('# Every client under its own user name:'),
    t('# pattern readwrite devices/%u/#'),
    t('#'),
    t('# One user, up to the next line that begins with user:'),
    t('# user NAME'),
    t('# topic read devices/#'),
    t('# topic readwrite commands/#'),
  ],
};
