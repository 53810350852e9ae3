import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { root } from './root';

/** What a broker made of a configuration. */
export interface Verdict {
  /** It ended by itself. */
  readonly refused: boolean;
  readonly log: string;
  /** Line in the configuration that it blames; undefined where it names none. */
  readonly line: number | undefined;
}

/** A broker of this machine. */
export interface Broker {
  /** `2.0.11`. */
  readonly version: string;
  /** What to start. */
  readonly program: string;
  /** Directory of its plugins; undefined where that is unknown. */
  readonly plugins?: string;
}

/** Version of the installed broker, e.g. `2.0.11`. */
export function installedVersion(): string {
  const { stdout, error } = spawnSync('mosquitto', ['-h'], { encoding: 'utf8' });
  const version = /mosquitto version (\d+\.\d+\.\d+)/.exec(stdout ?? '')?.[1];
  if (error || !version) throw new Error('mosquitto did not run: install the package mosquitto');
  return version;
}

/** The installed broker first, then those that `scripts/install-brokers.mjs` brought. */
export function allBrokers(): readonly Broker[] {
  const installed = { version: installedVersion(), program: 'mosquitto' };
  return [installed, ...furtherBrokers().filter(({ version }) => version !== installed.version)];
}

/** Why a test that wants a broker of `version` or newer must be skipped; false where there is one. */
export function lacksBroker(broker: Broker | undefined, version: string): string | false {
  return broker ? false : `no mosquitto ${version} in out/brokers: run node scripts/install-brokers.mjs`;
}

function furtherBrokers(): readonly Broker[] {
  const folder = path.join(root, 'out/brokers');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => existsSync(path.join(folder, name, 'mosquitto')))
    .sort()
    .map((version) => {
      const [program, plugins] = [path.join(folder, version, 'mosquitto'), path.join(folder, version, 'plugins')];
      return existsSync(plugins) ? { version, program, plugins } : { version, program };
    });
}

/** Starts the broker, waits until it says that it runs, ends, or stays quiet for long enough, and stops it. */
export function tryBroker(configuration: string, directory: string, program = 'mosquitto'): Promise<Verdict> {
  // A prompt for a pass phrase must find no terminal, and relative paths their directory.
  const child = spawn(program, ['-c', configuration], { cwd: directory, stdio: ['ignore', 'pipe', 'pipe'] });
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
