import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { ANYTHING, FOLDERS, follows, literally, ONE_OF_NAME, type Step, WITHIN_NAME } from '../../core/lint/index';

/** `tracked`: git has the file already; `open`: nothing keeps it from being added. Undefined: in no work tree, or ignored. */
export type RepositoryState = 'tracked' | 'open' | undefined;

/** Deeper trees than this are none that people work in. */
const MOST_LEVELS = 40;
/** The index of a large repository has 30 MB; git's own ignore files have a few kB. */
const INDEX_LIMIT = 64 * 1024 * 1024;
const IGNORE_LIMIT = 256 * 1024;

/**
 * What git makes of a file, read from its own files: nothing is run, since a repository can make git run programs.
 * `allowed` tells which folders may be looked at.
 */
export function repositoryState(file: string, allowed: (folder: string) => boolean): RepositoryState {
  const root = workTree(path.dirname(file), allowed);
  if (root === undefined) return undefined;
  const names = path.relative(root, file).split(path.sep);
  if (isTracked(root, names.join('/'))) return 'tracked';
  return isIgnored(root, names) ? undefined : 'open';
}

function workTree(directory: string, allowed: (folder: string) => boolean): string | undefined {
  let current = directory;
  for (let level = 0; level < MOST_LEVELS && allowed(current); level++) {
    if (statSync(path.join(current, '.git'), { throwIfNoEntry: false })) return current;
    const parent = path.dirname(current);
    if (parent === current) return undefined;
    current = parent;
  }
  return undefined;
}

/** Versions 2 and 3 of the index hold each path in full, ended by a NUL; version 4 is not looked into. */
function isTracked(root: string, name: string): boolean {
  const index = bytesOf(path.join(root, '.git', 'index'), INDEX_LIMIT);
  const wanted = Buffer.from(`${name}\0`);
  for (let at = index?.indexOf(wanted) ?? -1; index && at >= 0; at = index.indexOf(wanted, at + 1)) {
    if (isWholePath(index, at, wanted.length - 1)) return true;
  }
  return false;
}

/** Two bytes of flags before a path hold its length (gitformat-index(5)); version 3 may have two more between them. */
function isWholePath(index: Buffer, at: number, length: number): boolean {
  const longest = 0xfff;
  return [at - 2, at - 4].some(
    (flags) => flags >= 0 && (index.readUInt16BE(flags) & longest) === Math.min(length, longest),
  );
}

interface Pattern {
  readonly steps: readonly Step[];
  readonly negated: boolean;
  readonly directoryOnly: boolean;
}

/** From the root downwards, since nothing below an ignored folder can be taken back (gitignore(5)). */
function isIgnored(root: string, names: readonly string[]): boolean {
  const lists: { readonly depth: number; readonly patterns: readonly Pattern[] }[] = [
    { depth: 0, patterns: patternsIn(path.join(root, '.git', 'info', 'exclude')) },
  ];
  for (let depth = 0; depth < names.length; depth++) {
    lists.push({ depth, patterns: patternsIn(path.join(root, ...names.slice(0, depth), '.gitignore')) });
    const isDirectory = depth < names.length - 1;
    let ignored = false;
    for (const list of lists) {
      // Git compares bytes, and so do the patterns, which were read as such.
      const relative = Buffer.from(names.slice(list.depth, depth + 1).join('/')).toString('latin1');
      for (const { steps, negated, directoryOnly } of list.patterns) {
        if ((!directoryOnly || isDirectory) && follows(relative, steps)) ignored = !negated;
      }
    }
    if (ignored) return true;
  }
  return false;
}

function patternsIn(file: string): readonly Pattern[] {
  const text = bytesOf(file, IGNORE_LIMIT)?.toString('latin1') ?? '';
  return text.split(/\r?\n/).flatMap((line) => patternOf(line) ?? []);
}

function patternOf(line: string): Pattern | undefined {
  if (line === '' || line.startsWith('#')) return undefined;
  const negated = line.startsWith('!');
  const plain = (negated ? line.slice(1) : line).replace(/(?<!\\) +$/, '');
  const directoryOnly = plain.endsWith('/');
  const body = directoryOnly ? plain.slice(0, -1) : plain;
  if (body === '') return undefined;
  const anchored = body.includes('/');
  const steps = stepsOf(body.replace(/^\//, ''));
  return { steps: anchored ? steps : [FOLDERS, ...steps], negated, directoryOnly };
}

/** `**` crosses folders, `*` and `?` do not. */
function stepsOf(glob: string): readonly Step[] {
  const pieces = glob.match(/\*\*\/|\*+|\?|\[[!^]?\]?[^\]]*\]|\\.|[^*?[\\]+|./gs) ?? [];
  return pieces.flatMap((piece, at) => pieceSteps(piece, at === pieces.length - 1));
}

function pieceSteps(piece: string, isLast: boolean): Step | readonly Step[] {
  if (piece === '**/') return FOLDERS;
  if (piece.startsWith('**')) return isLast ? ANYTHING : WITHIN_NAME;
  if (piece.startsWith('*')) return WITHIN_NAME;
  if (piece === '?') return ONE_OF_NAME;
  if (piece.length > 2 && piece.startsWith('[')) return classStep(piece);
  return literally(piece.length === 2 && piece.startsWith('\\') ? piece.slice(1) : piece);
}

function classStep(piece: string): Step {
  const inside = piece
    .slice(1, -1)
    .replace(/^!/, '^')
    .replace(/[\\[]/g, '\\$&')
    .replace(/^(\^?)\]/, '$1\\]');
  try {
    const members = new RegExp(`[${inside}]`);
    return { kind: 'one', accepts: (character) => members.test(character) };
  } catch {
    return ONE_OF_NAME;
  }
}

function bytesOf(file: string, limit: number): Buffer | undefined {
  try {
    const stats = statSync(file);
    return stats.isFile() && stats.size <= limit ? readFileSync(file) : undefined;
  } catch {
    return undefined;
  }
}
