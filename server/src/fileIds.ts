import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FileId } from '../../core/lint/index';

/**
 * How file ids are written: URIs for the language server, absolute paths for the CLI. The engine makes the id of a
 * directory's member itself (directory, `/`, name escaped as in `encodeURIComponent` for URIs), so ids do the same.
 */
export interface FileIds {
  /** The absolute path on this machine's disk; undefined where the id means none (an unsaved or virtual document). */
  path(id: FileId): string | undefined;
  id(absolutePath: string): FileId;
}

export const pathIds: FileIds = {
  path: (id) => (path.isAbsolute(id) ? path.normalize(id) : undefined),
  id: withSlashes,
};

/** A POSIX path that a URI spells as it is, with nothing to normalize. */
const PLAIN_PATH = /^(?:\/[\w-][\w.-]*)+$/;

export const uriIds: FileIds = {
  path: (id) => (id.startsWith('file:') ? pathOfUri(id) : undefined),
  id: (absolutePath) => (PLAIN_PATH.test(absolutePath) ? `file://${absolutePath}` : uriOf(absolutePath)),
};

function uriOf(absolutePath: string): FileId {
  return `file://${withSlashes(absolutePath)
    .replace(/^(?!\/)/, '/')
    .split('/')
    .map(encodeSegment)
    .join('/')}`;
}

/** Editors escape URIs in different ways (`%2B` or `+`, `c%3A` or `C:`); ids are compared, so there is one spelling. */
export function canonicalUri(uri: string): FileId {
  const file = uriIds.path(uri);
  return file === undefined ? uri : uriIds.id(file);
}

function pathOfUri(uri: string): string | undefined {
  const plain = uri.slice('file://'.length);
  if (path.sep === '/' && uri.startsWith('file:///') && PLAIN_PATH.test(plain)) return plain;
  try {
    const file = path.normalize(fileURLToPath(uri));
    return path.sep === '\\' ? file.replace(/^[a-z]:/, (drive) => drive.toUpperCase()) : file;
  } catch {
    return undefined;
  }
}

function withSlashes(file: string): string {
  return path.sep === '\\' ? file.replaceAll('\\', '/') : file;
}

/** A lone surrogate names no file and would make `encodeURIComponent` throw. */
function encodeSegment(segment: string): string {
  return encodeURIComponent(segment.replace(/\p{Surrogate}/gu, '\uFFFD'));
}
