// Long-running child processes (brokers, the editor's server): started in groups of their own, waited for, and always stopped.
import { spawn, spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';

const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };
const KILL_AFTER_MS = 4000;
const OUTPUT_LIMIT = 200_000;

/** A stack of things to undo. `run()` undoes them, last first; an interrupted process undoes them and then exits. */
export function cleanups() {
  const stack = [];
  const onSignal = (signal) => run().finally(() => process.exit(SIGNALS[signal]));
  async function run() {
    while (stack.length > 0) {
      try {
        await stack.pop()();
      } catch (error) {
        console.error(String(error));
      }
    }
    for (const signal of Object.keys(SIGNALS)) process.off(signal, onSignal);
  }
  for (const signal of Object.keys(SIGNALS)) process.on(signal, onSignal);
  return { add: (undo) => stack.push(undo), run };
}

/** Starts a process and waits until its output matches `ready`. Rejects with the whole output when it exits or is too slow. */
export async function startProcess(command, args, { ready, env = process.env, cwd, timeoutMs = 30_000 }) {
  const child = spawn(command, args, { env, cwd, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  let output = '';
  const stop = () => stopGroup(child);
  const match = await new Promise((resolve, reject) => {
    const fail = (why) => reject(new Error(`${path.basename(command)} ${why}\n${output}`));
    const timer = setTimeout(() => stop().finally(() => fail(`did not start in ${timeoutMs / 1000} s`)), timeoutMs);
    const read = (chunk) => {
      output = (output + chunk).slice(-OUTPUT_LIMIT);
      const found = ready.exec(output);
      if (!found) return;
      clearTimeout(timer);
      resolve(found);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('error', (error) => fail(error.message));
    child.once('exit', (code, signal) => fail(`ended with ${code ?? signal}`));
    timer.unref();
  });
  return { match, output: () => output, stop };
}

/** Ends the whole group that `child` leads, politely first. */
async function stopGroup(child) {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  signalGroup(child.pid, 'SIGTERM');
  const timer = setTimeout(() => signalGroup(child.pid, 'SIGKILL'), KILL_AFTER_MS);
  await gone;
  clearTimeout(timer);
}

function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

/** Where the program is: on PATH, or in the directories that hold daemons but are missing from many users' PATH. */
export function findProgram(name) {
  const extensions = process.platform === 'win32' ? ['.exe', '.cmd'] : [''];
  const directories = [
    ...(process.env.PATH ?? '').split(path.delimiter),
    '/usr/sbin',
    '/usr/local/sbin',
    '/opt/homebrew/sbin',
  ];
  for (const directory of directories.filter(Boolean)) {
    for (const extension of extensions) {
      const file = path.join(directory, name + extension);
      if (isExecutable(file)) return file;
    }
  }
  return undefined;
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Runs a program to its end; throws with its output unless it succeeds. → stdout */
export function run(command, args, options = {}) {
  const result = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, ...options });
  if (result.error) throw result.error;
  if (result.status === 0) return result.stdout ?? '';
  throw new Error(
    `${path.basename(command)} ${args.join(' ')} ended with ${result.status ?? result.signal}\n${result.stdout ?? ''}${result.stderr ?? ''}`,
  );
}

/** A TCP port on loopback that nothing listened on a moment ago. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
