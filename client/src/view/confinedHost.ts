import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { Uri, workspace } from 'vscode';
import type { FileId, Host } from '../../../core/lint';

/** The host for a workspace that nobody trusts: whatever its files name outside its folders is not touched. */
export function confined(host: Host): Host {
  return {
    ...host,
    read: async (file, limit) => ((await isInside(file)) ? host.read(file, limit) : { kind: 'missing' }),
    list: async (directory) => ((await isInside(directory)) ? host.list(directory) : undefined),
    inspect: async (file) => ((await isInside(file)) ? host.inspect(file) : { kind: 'unknown' }),
  };
}

/** Inside as written, and still inside when symbolic links are followed. */
async function isInside(file: FileId): Promise<boolean> {
  const uri = Uri.parse(file);
  const folder = workspace.getWorkspaceFolder(uri)?.uri;
  if (!folder || uri.scheme !== 'file') return folder !== undefined;
  const [target, root] = [await realPath(uri.fsPath), await realPath(folder.fsPath)];
  const relative = path.relative(root, target);
  return relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}

/** Of what is missing, the place where it would be. */
async function realPath(file: string): Promise<string> {
  try {
    return await realpath(file);
  } catch {
    const folder = path.dirname(file);
    return folder === file ? file : path.join(await realPath(folder), path.basename(file));
  }
}
