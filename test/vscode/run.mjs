// Runs the extension's suites in a real VS Code.
// E2E_HOST chooses which: web (the default: code-server from npm and Chromium), web-vsix (the packaged .vsix installed
// into it), desktop (VS Code by @vscode/test-electron: VSCODE_PATH, or a download of VSCODE_VERSION), or shim
// (@vscode/test-electron's way of starting, with the web host behind it). Also: E2E_GREP, E2E_VERBOSE.
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { startBroker } from '../../scripts/support/broker.mjs';
import { cleanups, findProgram } from '../../scripts/support/process.mjs';
import { artifacts as artifactsRoot, cache, isMain, root } from '../../scripts/support/root.mjs';
import { readResult, webRun } from './web-run.mjs';

const here = path.join(root, 'test/vscode');
const SUITES = { web: 'suite', desktop: 'suite', shim: 'suite', 'web-vsix': 'vsix' };

/** Runs one host's suite in a copy of the fixture workspace. → {passed, failed} */
export async function e2e(host) {
  const suite = SUITES[host];
  if (!suite) throw new Error(`E2E_HOST must be one of ${Object.keys(SUITES).join(', ')}, and is ${host}`);
  console.log(`[vscode] suite "${suite}" in host "${host}"`);
  const cleanup = cleanups();
  const directory = mkdtempSync(path.join(os.tmpdir(), 'mqtt-security-e2e-'));
  cleanup.add(() => rmSync(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }));
  try {
    const tests = await bundleSuite(suite);
    const workspace = path.join(directory, 'workspace');
    cpSync(path.join(here, 'workspace'), workspace, { recursive: true });
    const environment = suite === 'suite' ? await brokerEnvironment(directory, cleanup) : {};
    const artifacts = path.join(artifactsRoot, host);
    rmSync(artifacts, { recursive: true, force: true });
    const resultFile = path.join(directory, 'result.json');
    const started = {
      workspace,
      tests,
      environment: { ...environment, E2E_RESULT_FILE: resultFile },
      resultFile,
      artifacts,
    };
    const code = await HOSTS[host](started);
    return counts(readResult(resultFile), code);
  } finally {
    await cleanup.run();
  }
}

const HOSTS = {
  web: (started) => webRun({ ...started, development: root }),
  'web-vsix': (started) =>
    webRun({ ...started, development: path.join(here, 'runner-extension'), vsix: packagedExtension() }),
  desktop: (started) => electronRun(started, process.env.VSCODE_PATH),
  shim: (started) => electronRun(started, path.join(here, 'code-shim.mjs')),
};

/** A run that ends badly counts as a failure, even if no test of it failed. */
function counts(result, code) {
  const { passed, failed } = result ?? { passed: 0, failed: 0 };
  return { passed, failed: code === 0 ? failed : Math.max(failed, 1) };
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

function packagedExtension() {
  const { name, version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  return path.join(root, `${name}-${version}.vsix`);
}

async function electronRun({ workspace, tests, environment, artifacts }, vscodeExecutablePath) {
  const { runTests } = await import('@vscode/test-electron');
  try {
    return await runTests({
      version: process.env.VSCODE_VERSION ?? 'stable',
      vscodeExecutablePath,
      cachePath: path.join(cache, 'vscode-desktop'),
      extensionDevelopmentPath: root,
      extensionTestsPath: tests,
      extensionTestsEnv: { ...environment, E2E_ARTIFACTS: artifacts },
      launchArgs: [workspace, '--disable-extensions', '--disable-workspace-trust', '--no-sandbox', '--disable-gpu'],
    });
  } catch (error) {
    console.error(String(error));
    return 1;
  }
}

if (isMain(import.meta.url)) {
  const { passed, failed } = await e2e(process.env.E2E_HOST ?? 'web');
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
}
