import { type Catalogue, format, type Message } from '../../../core/facts/message';

/** What a command may touch of its process; tests hand in their own. */
export interface Io {
  readonly cwd: string;
  readonly stdin: NodeJS.ReadableStream;
  readonly catalogue?: Catalogue;
  /** The output goes to a terminal that shows colours. */
  readonly colours?: boolean;
  out(text: string): void;
  err(text: string): void;
}

/** Exit codes of every command. */
export const EXIT = { clean: 0, found: 1, usage: 2 } as const;

/** Wrong arguments or an unusable file: printed to stderr without a stack, exit 2. */
export class UsageError extends Error {
  constructor(readonly reason: Message) {
    super(format(reason));
  }
}

export function say(io: Io, message: Message): string {
  return format(message, io.catalogue);
}
