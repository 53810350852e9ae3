import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { t } from '../../../core/facts/message';
import {
  type Analysis,
  applyEdits,
  type Edit,
  type FileId,
  isVersion,
  LineIndex,
  type Migration,
  type MigrationNote,
} from '../../../core/lint/index';
import { pathIds } from '../fileIds';
import { nodeHost } from '../host';
import { unifiedDiff } from '../output/diff';
import { readArguments } from './arguments';
import { write } from './fix';
import { EXIT, type Io, say, UsageError } from './io';
import { lintTargets } from './lintRun';
import { findTargets } from './targets';

const OPTIONS = {
  to: { type: 'string' },
  from: { type: 'string' },
  plugins: { type: 'string' },
  out: { type: 'string' },
  write: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** `migrate FILE`: shows what would be rewritten for a newer version of the broker, or rewrites it. */
export async function run(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals: names } = readArguments(args, OPTIONS);
  if (values.help) {
    io.out(USAGE);
    return EXIT.clean;
  }
  const [name, ...others] = names;
  if (name === undefined || others.length > 0) throw new UsageError(t('name one configuration to migrate'));
  const versions = { to: versionOf('--to', values.to, '2.1.0'), from: versionOf('--from', values.from, '1.0.0') };
  const analysis = await analysisOf(name, io);
  const translation = analysis.broker.translate?.(analysis.workspace, io.catalogue);
  if (translation) return writeTranslation(translation.text, values.out, io);
  const { migrate } = analysis.broker;
  if (!migrate) throw new UsageError(t('{name}: only Mosquitto configurations can be migrated', { name }));
  const migration = migrate(analysis.workspace, { ...versions, plugins: values.plugins });
  for (const note of migration.notes) io.err(`${noteLine(note, analysis, io)}\n`);
  return values.write ? writeAll(migration, analysis, io) : showAll(migration, analysis, io);
}

/** A text of its own: to standard output or into a new file, which may hold secrets; nothing is ever overwritten. */
async function writeTranslation(text: string, out: string | undefined, io: Io): Promise<number> {
  if (out === undefined) {
    io.out(text);
    return EXIT.clean;
  }
  try {
    await writeFile(path.resolve(io.cwd, out), text, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    const exists = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    throw new UsageError(
      exists
        ? t('{name} is there already and is not overwritten', { name: out })
        : t('{name} cannot be written', { name: out }),
    );
  }
  return EXIT.clean;
}

/** `2.1` stands for what is known of it. */
function versionOf(option: string, value: string | undefined, oldest: string): string | undefined {
  if (value === undefined) return undefined;
  if (!isVersion(value) || value === 'auto') {
    throw new UsageError(t('{option} must be a version such as 2.1, not “{version}”', { option, version: value }));
  }
  const [major = 0, minor = 0] = value.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = oldest.split('.').map(Number);
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return value;
  throw new UsageError(t('{option} must be {oldest} or newer', { option, oldest }));
}

async function analysisOf(name: string, io: Io): Promise<Analysis> {
  const host = nodeHost({ ids: pathIds, roots: [io.cwd] });
  const { targets, problems } = await findTargets([name], { cwd: io.cwd, host, broker: undefined });
  const [problem] = problems;
  if (problem) throw new UsageError(problem);
  const [target, ...others] = targets;
  if (!target || others.length > 0) throw new UsageError(t('name one configuration to migrate'));
  const options = {
    host,
    now: Date.now(),
    broker: undefined,
    version: undefined,
    options: undefined,
    ignoreComments: true,
  };
  const { checked, problems: unread } = await lintTargets([target], options);
  const analysis = checked[0]?.analysis;
  if (analysis) return analysis;
  throw new UsageError(
    unread[0] ?? t('{name}: not recognised as a broker’s configuration; say which with --broker', { name }),
  );
}

/** Files that change, with their texts. */
function changes(
  { edits }: Migration,
  { workspace }: Analysis,
): readonly { file: FileId; text: string; edits: readonly Edit[] }[] {
  return workspace.trees
    .map(({ file, text }) => ({ file, text, edits: edits.filter(({ span }) => span.file === file) }))
    .filter((change) => change.edits.length > 0);
}

function showAll(migration: Migration, analysis: Analysis, io: Io): number {
  const diffs = changes(migration, analysis).map(({ file, text, edits }) => unifiedDiff(nameOf(file, io), text, edits));
  io.out(diffs.join(''));
  return diffs.some((diff) => diff !== '') ? EXIT.found : EXIT.clean;
}

async function writeAll(migration: Migration, analysis: Analysis, io: Io): Promise<number> {
  let code: number = EXIT.clean;
  for (const { file, text, edits } of changes(migration, analysis)) {
    const problem = await write(file, applyEdits(text, edits));
    if (problem) code = EXIT.usage;
    const name = nameOf(file, io);
    io.err(`${problem ? `mqtt-security: ${say(io, problem)}` : say(io, t('{name}: rewritten', { name }))}\n`);
  }
  return code;
}

function nameOf(file: FileId, { cwd }: Io): string {
  const absolute = pathIds.path(file) ?? file;
  const relative = path.relative(cwd, absolute);
  return relative.startsWith('..') ? absolute : relative;
}

function noteLine({ at, message }: MigrationNote, { workspace }: Analysis, io: Io): string {
  const text = workspace.trees.find(({ file }) => file === at?.file)?.text;
  const place = at && text !== undefined ? `${nameOf(at.file, io)}:${new LineIndex(text).lineAt(at.start) + 1}: ` : '';
  return `${place}${say(io, message)}`;
}

const USAGE = `Usage: mqtt-security migrate FILE [OPTION]…

Rewrites a Mosquitto configuration in the style of 1.x or 2.0 so that 2.1 does the same with it, with every file that
it includes. Without --write the changes are shown as a unified diff. What cannot be kept is said on standard error.

  --to VERSION     the version to rewrite for (2.1)
  --from VERSION   the version that reads the file now (told from what the file uses)
  --plugins DIR    the directory of Mosquitto's plugins: password_file and acl_file become plugins
  --write          write the files instead of showing the changes

A flat file of EMQX 4.x is translated into HOCON for 5.x, an access list (acl.conf) of 4.x into the words of 5.x; the
new text goes to standard output, and nothing is overwritten.

  --out FILE       write the translation to this new file

Exit code: 0 nothing to change, or written; 1 something would change; 2 wrong usage or an unusable file.
`;
