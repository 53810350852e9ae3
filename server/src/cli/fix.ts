import { chown, open, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { type Message, t } from '../../../core/facts/message';
import { type Analysis, applyEdits, type FileId, type Finding, LineIndex, safeEdits } from '../../../core/lint/index';
import { pathIds } from '../fileIds';
import type { LintRun } from './lintRun';

/** A fix may make room for another; more rounds than this mean that two of them undo each other. */
const ROUNDS = 10;

export interface Fixed {
  readonly run: LintRun;
  /** One line per fix: where, what, and the rule. */
  readonly done: readonly FixDone[];
  readonly problems: readonly Message[];
}

export interface FixDone {
  readonly file: FileId;
  /** From 1, in the text before this fix. */
  readonly line: number;
  readonly title: Message;
  readonly rule: string;
}

/** Applies safe fixes until there are none left, first in memory (`texts`, which the host shows), then on the disk. */
export async function fixUntilStable(lint: () => Promise<LintRun>, texts: Map<FileId, string>): Promise<Fixed> {
  const done: FixDone[] = [];
  let run = await lint();
  for (let round = 0; round < ROUNDS; round++) {
    const changed = run.checked.map(({ analysis, only }) => fixOnce(analysis, only, texts, done)).some(Boolean);
    if (!changed) break;
    run = await lint();
  }
  const problems: Message[] = [];
  for (const [file, text] of texts) {
    const problem = await write(file, text);
    if (problem) problems.push(problem);
  }
  return { run, done, problems };
}

/** One pass over one configuration. What another pass has changed since the analysis waits for the next round. */
function fixOnce(analysis: Analysis, only: FileId | undefined, texts: Map<FileId, string>, done: FixDone[]): boolean {
  const trees = new Map(analysis.model.trees.map((tree) => [tree.file, tree.text]));
  const findings = analysis.findings.filter((finding) => only === undefined || touchesOnly(finding, only));
  const edits = safeEdits(findings);
  const upToDate = [...edits.keys()].every(
    (file) => trees.has(file) && (texts.get(file) ?? trees.get(file)) === trees.get(file),
  );
  if (!upToDate) return false;
  for (const finding of findings) noteFix(finding, edits, trees, done);
  for (const [file, list] of edits) texts.set(file, applyEdits(trees.get(file) ?? '', list));
  return edits.size > 0;
}

function touchesOnly({ fixes }: Finding, file: FileId): boolean {
  return fixes.find(({ safe }) => safe)?.edits.every(({ span }) => span.file === file) ?? false;
}

function noteFix(
  { at, rule, fixes }: Finding,
  chosen: ReturnType<typeof safeEdits>,
  trees: ReadonlyMap<FileId, string>,
  done: FixDone[],
): void {
  const fix = fixes.find(({ safe }) => safe);
  const [first] = fix?.edits ?? [];
  if (!fix || !first || !chosen.get(first.span.file)?.includes(first)) return;
  const line = new LineIndex(trees.get(at.file) ?? '').lineAt(at.start) + 1;
  done.push({ file: at.file, line, title: fix.title, rule });
}

/** The whole new text or the old one, never half of each; mode and owner stay as they were. */
export async function write(file: FileId, text: string): Promise<Message | undefined> {
  const name = pathIds.path(file) ?? file;
  try {
    // A symbolic link stays one: its target is replaced.
    const target = await realpath(name);
    const before = await readFile(target);
    if (!Buffer.from(before.toString('utf8'), 'utf8').equals(before)) {
      return t('{name}: not fixed, the file holds bytes that are not UTF-8', { name });
    }
    if (before.toString('utf8') !== text) await replace(target, text);
    return undefined;
  } catch (error) {
    return t('{name}: not fixed: {reason}', { name, reason: error instanceof Error ? error.message : String(error) });
  }
}

async function replace(target: string, text: string): Promise<void> {
  const { mode, uid, gid } = await stat(target);
  const temporary = path.join(path.dirname(target), `.${path.basename(target)}.${process.pid}.tmp`);
  try {
    const handle = await open(temporary, 'wx', mode & 0o7777);
    try {
      await handle.chmod(mode & 0o7777);
      await handle.writeFile(text, 'utf8');
      await handle.sync();
    } finally {
      await handle.close();
    }
    if (process.platform !== 'win32') await chown(temporary, uid, gid);
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
