import { spawn, spawnSync } from 'node:child_process';

/** What the installed broker made of a configuration. */
export interface Verdict {
  /** It ended by itself. */
  readonly refused: boolean;
  readonly log: string;
  /** Line in the configuration that it blames; undefined where it names none. */
  readonly line: number | undefined;
}

/** Version of the installed broker, e.g. `2.0.11`. */
export function installedVersion(): string {
  const { stdout, error } = spawnSync('mosquitto', ['-h'], { encoding: 'utf8' });
  const version = /mosquitto version (\d+\.\d+\.\d+)/.exec(stdout ?? '')?.[1];
  if (error || !version) throw new Error('mosquitto did not run: install the package mosquitto');
  return version;
}

/** Starts the broker, waits until it says that it runs, ends, or stays quiet for long enough, and stops it. */
export function tryBroker(configuration: string, directory: string): Promise<Verdict> {
  // A prompt for a pass phrase must find no terminal, and relative paths their directory.
  const child = spawn('mosquitto', ['-c', configuration], { cwd: directory, stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  return new Promise((resolve, reject) => {
    let refused = true;
    const stop = (): void => {
      refused = false;
      child.kill('SIGKILL');
    };
    const timer = setTimeout(stop, 2500);
    const hear = (bytes: Buffer): void => {
      log += bytes;
      if (/mosquitto version \S+ running/.test(log)) stop();
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('error', () => reject(new Error('mosquitto did not run: install the package mosquitto')));
    child.once('close', () => {
      clearTimeout(timer);
      const line = /Error found at \S*t\.conf:(\d+)/.exec(log)?.[1];
      resolve({ refused, log, line: line === undefined ? undefined : Number(line) });
    });
  });
}
