// Runs the extension's suites in a real VS Code. E2E_HOST chooses which:
//   web           code-server from npm, with Chromium as its window (the default)
//   desktop       VS Code on the desktop: VSCODE_PATH, or a download of VSCODE_VERSION
//   shim          started as desktop VS Code would be, but the web host
//   web-untrusted             a short suite in a workspace that is not trusted
//   web-vsix, desktop-vsix   a short suite on the package of `npm run package`, installed
// Also: E2E_GREP runs the tests whose name holds it, E2E_VERBOSE shows all that the workbench logs.
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { packageFile } from '../../scripts/package.mjs';
import { startBroker } from '../../scripts/support/broker.mjs';
import { cleanups, findProgram } from '../../scripts/support/process.mjs';
import { artifacts as artifactsRoot, isMain, root } from '../../scripts/support/root.mjs';
import { readResult, webRun } from './web-run.mjs';

const here = path.join(root, 'test/vscode');
const runner = path.join(here, 'runner-extension');
/** Opens the folder in restricted mode, without asking. */
const UNTRUSTED = { 'security.workspace.trust.enabled': true, 'security.workspace.trust.startupPrompt': 'never' };
const HOSTS = {
  web: { suite: 'suite', run: (it) => webRun({ ...it, development: root }) },
  'web-untrusted': { suite: 'untrusted', run: (it) => webRun({ ...it, development: root, settings: UNTRUSTED }) },
  'web-vsix': { suite: 'vsix', run: (it) => webRun({ ...it, development: runner, vsix: packageFile() }) },
  desktop: { suite: 'suite', run: (it) => desktop({ ...it, development: root }) },
  'desktop-vsix': { suite: 'vsix', run: (it) => desktop({ ...it, development: runner, vsix: packageFile() }) },
  shim: {
    suite: 'suite',
    run: (it) => desktop({ ...it, development: root, executable: path.join(here, 'code-shim.mjs') }),
  },
};

// Loaded on demand: the other hosts do without it.
const desktop = async (it) =>
  (await import('./electron-run.mjs')).electronRun({ executable: process.env.VSCODE_PATH, ...it });

/** Runs one host's suite in a copy of the fixture workspace. → {passed, failed} */
export async function e2e(host) {
  if (!HOSTS[host]) throw new Error(`E2E_HOST must be one of ${Object.keys(HOSTS).join(', ')}, and is ${host}`);
  const { suite, run } = HOSTS[host];
  console.log(`[vscode] suite "${suite}" in host "${host}"`);
  const cleanup = cleanups();
  const directory = mkdtempSync(path.join(os.tmpdir(), 'mqtt-security-e2e-'));
  cleanup.add(() => rmSync(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }));
  try {
    const tests = await bundleSuite(suite);
    const workspace = path.join(directory, 'workspace');
    cpSync(path.join(here, 'workspace'), workspace, { recursive: true });
    const artifacts = path.join(artifactsRoot, host);
    rmSync(artifacts, { recursive: true, force: true });
    const resultFile = path.join(directory, 'result.json');
    const environment = {
      ...(suite === 'suite' ? await brokerEnvironment(directory, cleanup) : {}),
      E2E_RESULT_FILE: resultFile,
    };
    const code = await run({ directory, workspace, tests, environment, resultFile, artifacts });
    return counts(readResult(resultFile), code);
  } finally {
    await cleanup.run();
  }
}

/** A run that ends badly, or before its last test, counts as a failure even if no test of it failed. */
function counts(result, code) {
  const { passed, failed, finished } = result ?? { passed: 0, failed: 0, finished: false };
  return { passed, failed: code === 0 && finished ? failed : Math.max(failed, 1) };
}

/** Each test file becomes one CommonJS file beside the entry point. → the entry point */
async function bundleSuite(suite) {
  const outdir = path.join(root, 'out/vscode', suite);
  rmSync(outdir, { recursive: true, force: true });
  const tests = readdirSync(path.join(here, suite)).filter((file) => file.endsWith('.test.ts'));
  await build({
    absWorkingDir: root,
    entryPoints: [path.join(here, 'suite/index.ts'), ...tests.map((file) => path.join(here, suite, file))],
    entryNames: '[name]',
    outdir,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20.19',
    sourcemap: 'inline',
    external: ['vscode', 'mocha'],
    logLevel: 'warning',
  });
  return path.join(outdir, 'index.js');
}

/** A real broker for the connection tests; the extension host sees only the environment of its server. */
async function brokerEnvironment(directory, cleanup) {
  const home = path.join(directory, 'broker');
  mkdirSync(home);
  const broker = await startBroker(home, { client: 'e2e' });
  cleanup.add(broker.stop);
  const { url, mutualUrl, files } = broker;
  return { E2E_BROKER: JSON.stringify({ url, mutualUrl, ...files }), E2E_MOSQUITTO: findProgram('mosquitto') };
}

if (isMain(import.meta.url)) {
  const { passed, failed } = await e2e(process.env.E2E_HOST ?? 'web');
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
}
