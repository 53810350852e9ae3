import { execFile } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';

/** Lines to append to a `.gitignore`, so that no private key is committed. */
export interface GitignoreEdit {
  readonly file: string;
  /** What to add at the end, a line break before it included where the file lacks its last one. */
  readonly append: string;
}

/** The edit that keeps the directory's keys out of git; undefined outside a work tree or where git ignores them already. */
export async function gitignoreEntry(directory: string): Promise<GitignoreEdit | undefined> {
  const root = await workTree(directory);
  if (root === undefined) return undefined;
  const relative = path.relative(root, path.resolve(directory)).split(path.sep).filter(Boolean).map(escaped);
  const pattern = `/${[...relative, '*.key'].join('/')}`;
  const file = path.join(root, '.gitignore');
  const text = await readFile(file, 'utf8').catch(() => '');
  if (text.split(/\r?\n/).includes(pattern) || (await isIgnored(root, path.resolve(directory, 'ca.key'))))
    return undefined;
  return { file, append: `${text === '' || text.endsWith('\n') ? '' : '\n'}${pattern}\n` };
}

/** The nearest folder upward with a `.git`, which is a file in a linked work tree or a submodule. */
async function workTree(directory: string): Promise<string | undefined> {
  for (let current = path.resolve(directory); ; current = path.dirname(current)) {
    if (await stat(path.join(current, '.git')).catch(() => undefined)) return current;
    if (current === path.dirname(current)) return undefined;
  }
}

/** Git's own answer; where git cannot be asked, the key counts as not ignored. */
function isIgnored(root: string, file: string): Promise<boolean> {
  return new Promise((resolve) => {
    const options = { cwd: root, timeout: 5_000, windowsHide: true };
    execFile('git', ['check-ignore', '--quiet', '--', file], options, (error) => resolve(error === null));
  });
}

/** Characters that mean something in a pattern (gitignore(5)). */
function escaped(name: string): string {
  return name.replace(/[\\*?[\]]| $/g, '\\$&');
}
