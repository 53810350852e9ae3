import type { PemFacts } from '../facts/certificate';
import type { FileId } from './source';

/** The one door to the outside. The engine asks; a disk, an editor or a test answers. No method rejects. */
export interface Host {
  /**
   * Where `reference`, written in the file `from`, may be found, best guess first: next to the file, then the
   * workspace root. Never empty.
   */
  resolve(from: FileId, reference: string): readonly FileId[];
  /** `limit`: bytes, where more than a configuration usually has may be read. */
  read(file: FileId, limit?: number): Promise<ReadResult>;
  /** Names (not paths) in a directory, sorted by code unit; undefined where it is none or cannot be listed. */
  list(directory: FileId): Promise<readonly string[] | undefined>;
  inspect(file: FileId): Promise<FileFacts>;
  /** POSIX permission bits of a configuration file, also of one that is open; absent where the platform has none. */
  mode?(file: FileId): Promise<number | undefined>;
}

export type ReadResult =
  | { readonly kind: 'text'; readonly text: string }
  /** `loop`: a symbolic link that leads round in a circle. */
  | { readonly kind: 'missing' | 'directory' | 'unreadable' | 'loop' | 'binary' | 'utf-16' }
  /** `size` and `limit` in bytes. */
  | { readonly kind: 'too-large'; readonly size: number; readonly limit: number };

/** What is known of a referenced file without interpreting it for a broker. */
export type FileFacts =
  /** `directoryExists`: the directory it should be in is there, so the path means this machine. */
  | { readonly kind: 'missing'; readonly directoryExists: boolean }
  /** `names`: what is in it, for a directory of authorities. */
  | { readonly kind: 'directory'; readonly names?: readonly string[] }
  /** `loop`: it is a symbolic link that leads round in a circle, so nobody can open it. */
  | { readonly kind: 'unreadable'; readonly loop?: true }
  /** Not looked at: beyond what the host may or can touch. Nothing may be concluded. */
  | { readonly kind: 'unknown' }
  | {
      readonly kind: 'file';
      /** POSIX permission bits (0o777 mask); undefined where the platform has none. */
      readonly mode: number | undefined;
      readonly pem: PemFacts;
      /** The name is a symbolic link, which has been followed. */
      readonly link?: true;
      /** Of a file with a private key in clear: git has it (`tracked`), or would take it (`open`). */
      readonly repository?: 'tracked' | 'open';
    };
