// The real VS Code server and a browser for its workbench. Everything lives in a directory of the caller's.
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { findProgram, run, startProcess } from '../../scripts/support/process.mjs';
import { provision } from './provision.mjs';

// Quiet: no telemetry, no gallery, no welcome page, no chat pane, nothing that asks the network.
const SETTINGS = {
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': 'off',
  // In a browser VS Code would save by itself after a second.
  'files.autoSave': 'off',
  'git.enabled': false,
  'remote.autoForwardPorts': false,
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
};

/**
 * Starts the server on a free loopback port, behind a random token.
 * `testDriver` makes the workbench honour extensionDevelopmentPath and extensionTestsPath; it also hides toasts and
 * dialogs, so whatever looks at those goes without it and installs the .vsix.
 */
export async function startServer({
  directory,
  extensions = path.join(directory, 'extensions'),
  testDriver = false,
  environment = {},
  settings = {},
}) {
  const { node, server } = provision();
  const userData = path.join(directory, 'user-data');
  mkdirSync(path.join(userData, 'User'), { recursive: true });
  writeFileSync(path.join(userData, 'User/settings.json'), JSON.stringify({ ...SETTINGS, ...settings }, undefined, 2));
  const token = randomBytes(16).toString('hex');
  const args = [
    server,
    '--host',
    '127.0.0.1',
    '--port',
    '0',
    '--connection-token',
    token,
    '--accept-server-license-terms',
  ];
  args.push('--telemetry-level', 'off', ...directories(directory, extensions));
  if (testDriver) args.push('--enable-smoke-test-driver');
  const started = await startProcess(node, args, {
    env: serverEnvironment(environment),
    ready: /Extension host agent listening on (\d+)/,
  });
  const host = `127.0.0.1:${started.match[1]}`;
  return { host, token, logs: path.join(userData, 'logs'), output: started.output, stop: started.stop };
}

function directories(directory, extensions) {
  return [
    '--user-data-dir',
    path.join(directory, 'user-data'),
    '--server-data-dir',
    path.join(directory, 'server-data'),
    '--extensions-dir',
    extensions,
  ];
}

/** A server started from a VS Code terminal must not believe that it is that VS Code's child. */
function serverEnvironment(extra) {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(VSCODE_|ELECTRON_|NODE_OPTIONS$)/.test(name));
  return { ...Object.fromEntries(inherited), EXTENSIONS_GALLERY: '{}', ...extra };
}

/** Installs a .vsix with the server's own command line, as a user would. */
export function installExtension({ vsix, directory, extensions = path.join(directory, 'extensions') }) {
  const { node, server } = provision();
  const output = run(node, [server, '--install-extension', vsix, ...directories(directory, extensions)], {
    env: serverEnvironment({}),
  });
  if (!/successfully installed/.test(output)) throw new Error(`VS Code did not install ${vsix}\n${output}`);
}

/** The workbench's address for a folder (and a file in it); `payload` is the workbench's own list of [name, value]. */
export function workbenchUrl(server, { folder, file, payload = [] }) {
  const opened = file === undefined ? [] : [['openFile', remoteUri(server, file)]];
  const query = new URLSearchParams({
    tkn: server.token,
    folder: path.resolve(folder),
    payload: JSON.stringify([...opened, ...payload]),
  });
  return `http://${server.host}/?${query}`;
}

export const remoteUri = (server, file) => `vscode-remote://${server.host}${encodeURI(path.resolve(file))}`;

/** Opens a page that can reach this server and nothing else. → {page, blocked} */
export async function openPage(browser, server) {
  const context = await browser.newContext({ viewport: { width: 1400, height: 900 } });
  const blocked = [];
  await context.route(
    (url) => url.protocol.startsWith('http') && url.host !== server.host,
    (route) => {
      blocked.push(route.request().url());
      return route.abort();
    },
  );
  return { page: await context.newPage(), blocked };
}

export function launchBrowser() {
  const executablePath =
    process.env.CHROMIUM ?? ['chromium', 'chromium-browser', 'google-chrome'].map(findProgram).find(Boolean);
  if (!executablePath)
    throw new Error('the tests in VS Code need a browser: install the package "chromium" or name one in CHROMIUM');
  const args = [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ];
  return chromium.launch({ executablePath, headless: true, args });
}
