import type { Completion, PathPlace } from '../broker';
import type { FileRole } from '../model';

/** A name in a directory. */
export interface DirectoryEntry {
  readonly name: string;
  readonly directory: boolean;
}

/** The directory part of what is written, as a reference for `Host.resolve`. */
export function directoryOf({ written }: PathPlace): string {
  const end = written.lastIndexOf('/');
  if (end < 0) return '.';
  return end === 0 ? '/' : written.slice(0, end);
}

/** Files whose name says that they are what the option needs. */
function isSensible(name: string, role: FileRole | undefined): boolean {
  const endings = role && ENDINGS[role];
  return !endings || endings.test(name);
}

/** Directories first, then files that fit the option by their name, then the others; hidden ones where a dot is typed. */
export function completePath(place: PathPlace, entries: readonly DirectoryEntry[]): readonly Completion[] {
  const { written, role, directoriesOnly, range } = place;
  const hidden = written.slice(written.lastIndexOf('/') + 1).startsWith('.');
  const shown = entries.filter(({ name }) => (hidden || !name.startsWith('.')) && !/[\r\n]/.test(name));
  const directories = shown.filter(({ directory }) => directory);
  const files = directoriesOnly ? [] : shown.filter(({ directory }) => !directory);
  const sensible = files.filter(({ name }) => isSensible(name, role));
  const others = files.filter(({ name }) => !isSensible(name, role));
  return [...directories, ...sensible, ...others].map(({ name, directory }) => ({
    label: directory ? `${name}/` : name,
    kind: directory ? 'directory' : 'file',
    range,
    insert: directory ? `${name}/` : name,
  }));
}

const CERTIFICATE = /\.(?:crt|pem|cer|cert)$/i;

const ENDINGS: Readonly<Partial<Record<FileRole, RegExp>>> = {
  certificate: CERTIFICATE,
  ca: CERTIFICATE,
  'private-key': /\.(?:key|pem)$/i,
  crl: /\.(?:crl|pem)$/i,
  'dh-parameters': /\.(?:dh|pem)$/i,
  'password-file': /passw|pwd?|users/i,
  'acl-file': /acl|access/i,
  'psk-file': /psk/i,
  plugin: /\.(?:so|dll|dylib)$/i,
};
