import type { BrokerId, Level } from '../../../core/lint';

/** One mistake, the smallest configuration that makes it, and the same without it. */
export interface Row {
  /** Entry of the catalogue of rules. */
  readonly id: string;
  readonly text: string;
  /** Rule and line, counted from 1. */
  readonly says: readonly [rule: string, line: number];
  /** The rule has nothing to say here. */
  readonly sound?: string;
  readonly level?: Level;
  readonly version?: string;
  /** Absent: `strict`, in which every rule is on. */
  readonly profile?: 'recommended';
  readonly broker?: BrokerId;
  /** Absolute path of the file; absent: what the broker calls it. */
  readonly name?: string;
  /** POSIX permission bits of the file. */
  readonly mode?: number;
  /** Texts by absolute path. */
  readonly files?: Readonly<Record<string, string>>;
}

/** A whole configuration: what is absent in it is absent. */
export const NODE = 'node { name = "emqx@127.0.0.1", cookie = "kC8wq0ZJt2bYx5VnPr7d", data_dir = "data" }\n';

/** A listener with TLS on the first line. */
export function ssl(...options: readonly string[]): string {
  return `listeners.ssl.default.ssl_options { ${options.join(', ')} }\n`;
}
