import { hrtime } from 'node:process';

/**
 * Milliseconds of a clock that only runs forwards. Not `performance.now`: the first look at `performance` loads a part of
 * Node that shows in a command as short as a scan.
 */
export function clock(): number {
  const [seconds, nanoseconds] = hrtime();
  return seconds * 1000 + nanoseconds / 1e6;
}
