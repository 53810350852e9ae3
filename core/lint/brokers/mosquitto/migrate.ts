import { type Message, t } from '../../../facts/message';
import type { Workspace } from '../../load';
import type { Migration, MigrationOptions } from '../../migration';
import type { BrokerModel } from '../../model';
import { applyEdits, type Edit, LineIndex } from '../../source';
import { type FallbackState, fallbackState } from './fallback';
import { type Block, booleanOf, type Line, lastOf, span } from './lines';
import { migrateDefaultListener } from './migrate/default-listener';
import { addAbove, addBelow, type Draft, editsOf, isRemoved, newDraft, note, remove } from './migrate/draft';
import { type Difference, differences, fatalProblems, meaningOf } from './migrate/meaning';
import { migrateLines } from './migrate/names';
import { migratePerListener } from './migrate/per-listener';
import { globalFilePlugin, isFileOption } from './migrate/plugins';
import { mosquittoModel } from './model';
import { includesOf, referencesOf } from './references';
import { type Reading, readScopes } from './scopes';
import { atLeast, VERSIONS } from './version';

const NEWEST = VERSIONS[VERSIONS.length - 1] ?? '2.1.2';

/**
 * Rewrites a configuration of 1.x or 2.0 so that 2.1 does the same with it. What cannot be kept, and what 2.1 does
 * otherwise by default, is in the notes; the result is read again and compared with what the text meant before.
 */
export function migrate(workspace: Workspace, options: MigrationOptions = {}): Migration {
  const to = options.to ?? NEWEST;
  const from = options.from ?? sourceVersion(workspace);
  const source = { ...workspace, version: from };
  if (workspace.unreadable) return { from, to, edits: [], notes: [] };
  const model = mosquittoModel(source);
  const reading = readScopes(source);
  const draft = newDraft();
  migrateLines(draft, reading, to);
  if (model.fragment)
    note(draft, t('only a part of the configuration is here: what depends on the rest stays as it is'));
  else migrateScopes(draft, reading, model, options.plugins);
  const edits = editsOf(draft, workspace.trees[0]);
  noteDefaults(draft, reading, model, to);
  if (!model.fragment) compare(draft, source, model, { ...source, version: to, ...textsAfter(workspace, edits) });
  return { from, to, edits, notes: draft.notes };
}

/** A text tells its age by what came or went with a version. */
function sourceVersion({ version, versionAssumed, trees, includes }: Workspace): string {
  if (!versionAssumed) return version;
  const { lines } = readScopes({ version: '2.1.2', trees, includes });
  const facts = lines.flatMap(({ found }) => found?.directive ?? []);
  if (facts.some(({ since }) => since !== undefined && atLeast(since, '2.1.0'))) return NEWEST;
  const old = facts.some(({ removed }) => removed !== undefined && !atLeast(removed, '2.0.1'));
  return old && !facts.some(({ since }) => since !== undefined && atLeast(since, '2.0.0')) ? '1.6.15' : '2.0.22';
}

function migrateScopes(draft: Draft, reading: Reading, model: BrokerModel, plugins: string | undefined): void {
  const state = fallbackState(reading, model.fragment);
  migratePerListener(draft, reading, openBlocks(reading, state), plugins);
  keepAnonymous(draft, reading, model, state);
  if (state === 'none') moveIdPrefix(draft, reading);
  for (const line of reading.common) {
    if (!isFileOption(line.name) || !line.live || isRemoved(draft, line)) continue;
    if (plugins === undefined) noteFileOption(draft, line);
    else globalFilePlugin(draft, line, plugins);
  }
  migrateDefaultListener(draft, reading, state);
}

/** Change log of 2.1.0: deprecated, to be removed in 3.0. Where the plugins are, only the user can tell. */
function noteFileOption(draft: Draft, line: Line): void {
  const message = t(
    '{name} may stay: 2.1 reads it as before, 3.0 will not; name the directory of the plugins to replace it now',
    { name: line.name },
  );
  note(draft, message, span(line));
}

function openBlocks({ listeners, fallback }: Reading, state: FallbackState): readonly Block[] {
  return state === 'none' || state === 'local' ? listeners : [...listeners, fallback];
}

/** What used to be the default must be said now: 1.x let everybody in, as did 2.0.0 to 2.0.11 for the sake of one option. */
function keepAnonymous(draft: Draft, reading: Reading, { listeners }: BrokerModel, state: FallbackState): void {
  if (reading.perListener || state === 'local' || (atLeast(reading.version, '2.0.0') && state !== 'alone')) return;
  const open = listeners.find(({ anonymous }) => anonymous.value);
  const line = lastOf(reading.common, 'allow_anonymous');
  if (!open) return;
  if (line) {
    if (booleanOf(line) !== false) return;
    const message = t('{label} let everybody in whatever this line said; from now on the line counts', {
      label: open.label,
    });
    note(draft, message, span(line));
    return;
  }
  const message = t(
    '{label} lets everybody in, as it did by default; delete “allow_anonymous true” if nobody needs it',
    {
      label: open.label,
    },
  );
  note(draft, message, open.at);
  const first = reading.lines[0];
  if (first) addAbove(draft, first, 'allow_anonymous true');
  else draft.end.push('allow_anonymous true');
}

function moveIdPrefix(draft: Draft, { common, listeners }: Reading): void {
  const line = lastOf(common, 'auto_id_prefix');
  if (!line || line.text === '') return;
  for (const { header, lines } of listeners) {
    const own = lastOf(lines, 'listener_auto_id_prefix');
    if (header && !own) addBelow(draft, header, `listener_auto_id_prefix ${line.text}`);
  }
  remove(draft, line);
}

/** What 2.1 does otherwise where nothing is written; the lines that would keep it are for the user to choose. */
function noteDefaults(draft: Draft, { lines, version }: Reading, { listeners }: BrokerModel, to: string): void {
  if (atLeast(version, '2.1.0') || !atLeast(to, '2.1.0')) return;
  const has = (name: string): boolean => lines.some((line) => line.name === name && line.live);
  if (!has('max_packet_size')) {
    note(
      draft,
      t('2.1 cuts off clients that send more than 2000000 bytes in a packet, unless max_packet_size allows more'),
    );
  }
  if (!has('allow_duplicate_messages')) {
    note(draft, t('in 2.1 a client with overlapping subscriptions gets a message once for each of them'));
  }
  const exact = listeners.find(({ tls }) => tls.active && tls.versions.exact);
  if (exact) {
    const message = t('{label}: tls_version meant this version alone; in 2.1 it is the oldest one', {
      label: exact.label,
    });
    note(draft, message, exact.tls.versions.span);
  }
  const old = listeners.find(({ tls }) => tls.active && tls.versions.value.some((each) => each < 'tlsv1.2'));
  if (old && !old.tls.versions.explicit) {
    note(draft, t('{label}: 2.1 takes TLS 1.2 and newer only', { label: old.label }), old.at);
  }
}

/** The same files as they will be, read again. */
function textsAfter(
  workspace: Workspace,
  edits: readonly Edit[],
): Pick<Workspace, 'trees' | 'includes' | 'references'> {
  const trees = workspace.trees.map((tree) =>
    workspace.broker.parse(
      tree.file,
      applyEdits(
        tree.text,
        edits.filter((edit) => edit.span.file === tree.file),
      ),
    ),
  );
  const [root] = trees;
  const found = root ? includesOf(root) : [];
  const includes = workspace.includes.flatMap((include) => {
    if (include.from !== root?.file) return [];
    const index = found.findIndex(({ path }) => path === include.path);
    const [now] = index < 0 ? [] : found.slice(index, index + 1);
    return now ? [{ ...include, range: now.range }] : [];
  });
  return { trees, includes, references: referencesOf(readScopes({ version: NEWEST, trees, includes })) };
}

function compare(draft: Draft, source: Workspace, before: BrokerModel, result: Workspace): void {
  const after = mosquittoModel(result);
  for (const { message, at, text } of fatalProblems(after, result.trees)) {
    const line = new LineIndex(text).lineAt(at.start) + 1;
    note(
      draft,
      t('line {line} of the result keeps {version} from starting: {message}', {
        line,
        version: result.version,
        message,
      }),
    );
  }
  for (const { label, tls } of after.listeners) {
    if (tls.missing.length === 0 || !tls.incompleteIsFatal) continue;
    const missing = tls.missing.join(', ');
    note(draft, t('{label} had no TLS for want of {missing}; 2.1 does not start like this', { label, missing }));
  }
  if (fatalProblems(before, source.trees).length > 0) return;
  for (const difference of differences(meaningOf(before, source), meaningOf(after, result))) {
    note(draft, describe(difference));
  }
}

function describe({ label, what }: Difference): Message {
  switch (what) {
    case 'missing':
      return t('{label} is no longer opened', { label });
    case 'added':
      return t('{label} was not opened before', { label });
    case 'anonymous':
      return t('{label}: whether clients without a name get in changes', { label });
    case 'tls':
      return t('{label}: whether it speaks TLS changes', { label });
    case 'clientCertificate':
      return t('{label}: whether it demands client certificates changes', { label });
    case 'access':
      return t('{label}: the files and plugins that say who may do what change', { label });
    default:
      return t('{label}: its limits or its mount point change', { label });
  }
}
