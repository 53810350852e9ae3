import { readFileSync, writeFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { Script } from 'node:vm';

/**
 * Compiles a script, with every function in it, and writes what `Script` takes as `cachedData`. That suits the version of
 * Node that runs this; any other rejects it and compiles the script itself.
 */
export function compileAhead(file, target) {
  // Otherwise a function is compiled when it is first called.
  setFlagsFromString('--no-lazy');
  const source = readFileSync(file, 'latin1');
  const script = new Script(source, { filename: file });
  // The data is valid under the flags of the moment only.
  setFlagsFromString('--lazy');
  writeFileSync(target, script.createCachedData());
}
