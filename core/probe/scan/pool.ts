import type { Connection } from './connection';

/** Connections for those who ask, never more than so many at a time. */
export interface Pool {
  /** A connection of one's own, in order of arrival: the spare one, or a fresh one. */
  readonly take: () => Promise<Taken>;
  /** One that was taken is closed. */
  readonly giveBack: () => void;
  /** Makes a spare connection where none is there, and nobody else would have to wait because of it. */
  readonly prepare: () => void;
  readonly hasSpare: () => boolean;
  readonly dropSpare: () => void;
  /** Room for a connection that somebody else makes; gives how to return it. */
  readonly borrow: () => Promise<() => void>;
  /** How many there have been so far, those of others included. */
  readonly opened: () => number;
}

export interface Taken {
  readonly connection: Connection;
  /** Made when it was asked for. */
  readonly isFresh: boolean;
}

/**
 * A server may serve one connection after the other. It then waits for the one who has the spare connection to speak, so
 * no other connection is made while there is one.
 */
export function poolFor(count: number, open: () => Connection, first?: Connection): Pool {
  let free = first === undefined ? count : count - 1;
  let spare = first;
  let opened = free < count ? 1 : 0;
  const waiting: (() => void)[] = [];
  const made = () => {
    opened++;
    return open();
  };
  const room = async () => {
    if (free > 0) free--;
    else await new Promise<void>((resolve) => waiting.push(resolve));
  };
  const giveBack = () => {
    const next = waiting.shift();
    if (next) next();
    else free++;
  };
  const takeSpare = (): Taken | undefined => {
    const connection = spare;
    spare = undefined;
    if (connection === undefined || connection.isOpen()) return connection && { connection, isFresh: false };
    connection.close();
    return { connection: made(), isFresh: true };
  };
  const dropSpare = () => {
    if (spare === undefined) return;
    spare.close();
    spare = undefined;
    giveBack();
  };
  return {
    take: async () => {
      const taken = takeSpare();
      if (taken !== undefined) return taken;
      await room();
      return { connection: made(), isFresh: true };
    },
    giveBack,
    prepare: () => {
      if (spare !== undefined || free === 0) return;
      free--;
      spare = made();
    },
    hasSpare: () => spare !== undefined,
    dropSpare,
    borrow: async () => {
      dropSpare();
      await room();
      opened++;
      return giveBack;
    },
    opened: () => opened,
  };
}
