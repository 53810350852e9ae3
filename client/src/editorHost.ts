import { FileSystemError, FileType, type TextDocument, Uri, workspace } from 'vscode';
import { inspectBytes } from '../../core/certs/inspect';
import type { FileFacts, FileId, Host, ReadResult } from '../../core/lint';

/** Larger files are no broker configuration and no certificate. */
const SIZE_LIMIT = 5 * 1024 * 1024;

/** The engine's host on what the editor can reach; open documents win over the disk. Ids are URIs. */
export const editorHost: Host = {
  resolve: (from, reference) => resolve(Uri.parse(from), reference),
  read,
  list: async (directory) => {
    const entries = await attempt(workspace.fs.readDirectory(Uri.parse(directory)));
    return entries?.map(([name]) => name).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  },
  inspect,
};

/** Next to the file that names it, then in the workspace folders. */
function resolve(from: Uri, reference: string): readonly FileId[] {
  if (/^([/\\]|[A-Za-z]:[/\\])/.test(reference)) {
    return [from.scheme === 'file' ? Uri.file(reference).toString() : from.with({ path: reference }).toString()];
  }
  const folders = workspace.workspaceFolders?.map(({ uri }) => uri) ?? [];
  const bases = from.scheme === 'untitled' ? folders : [Uri.joinPath(from, '..'), ...folders];
  const found = bases.map((base) => Uri.joinPath(base, reference).toString());
  return found.length > 0 ? [...new Set(found)] : [Uri.joinPath(from, reference).toString()];
}

async function read(file: FileId): Promise<ReadResult> {
  const open = openDocument(file);
  if (open) return { kind: 'text', text: open.getText() };
  const uri = Uri.parse(file);
  try {
    const { type, size } = await workspace.fs.stat(uri);
    if (type & FileType.Directory) return { kind: 'directory' };
    if (size > SIZE_LIMIT) return { kind: 'too-large', size, limit: SIZE_LIMIT };
    const text = new TextDecoder('utf-8').decode(await workspace.fs.readFile(uri));
    return text.includes('\0') ? { kind: 'binary' } : { kind: 'text', text };
  } catch (error) {
    return { kind: isMissing(error) ? 'missing' : 'unreadable' };
  }
}

async function inspect(file: FileId): Promise<FileFacts> {
  const uri = Uri.parse(file);
  try {
    const { type, size } = await workspace.fs.stat(uri);
    if (type & FileType.Directory) return { kind: 'directory' };
    const bytes = size > SIZE_LIMIT ? new Uint8Array() : await workspace.fs.readFile(uri);
    return { kind: 'file', mode: undefined, pem: inspectBytes(bytes) };
  } catch (error) {
    if (!isMissing(error)) return { kind: 'unreadable' };
    const folder = await attempt(workspace.fs.stat(Uri.joinPath(uri, '..')));
    return { kind: 'missing', directoryExists: folder !== undefined };
  }
}

function openDocument(file: FileId): TextDocument | undefined {
  return workspace.textDocuments.find(({ uri }) => uri.toString() === file);
}

function isMissing(error: unknown): boolean {
  return error instanceof FileSystemError && error.code === 'FileNotFound';
}

async function attempt<T>(work: Thenable<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch {
    return undefined;
  }
}
