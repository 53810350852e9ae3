// Runs one suite in the extension host of the VS Code server, with Chromium as its window.
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { cleanups } from '../../scripts/support/process.mjs';
import { installExtension, launchBrowser, openPage, remoteUri, startServer, workbenchUrl } from './host.mjs';

/** What a run can end with besides the suite's own 0 (all passed) and 1 (some failed). */
export const EXIT = { neverRan: 96, crashed: 97, timedOut: 98 };

// What the workbench logs in every run and says nothing about a test. The last two are optional native parts that the
// provisioning leaves out, because they would need a compiler.
const NOISE = [
  /^%c|^Resolv(ing|ed) connection token|^Creating a socket|^\[reconnection-grace-time\]/,
  /^(Ignoring fetching|Updating) additional builtin|^\[(AgentHost|AccountPolicyGate|ChatModelSelection|Service Worker)\b/,
  /^Canceled|^No search provider registered|^Creation of workbench contribution/,
  /Could not locate the bindings file[\s\S]*spdlog/,
  /Cannot find module '\.\/build\/Release\/watchdog'/,
];

/**
 * `development` is the folder of the extension under test or, when `vsix` is installed, of an empty one: the
 * workbench runs no tests without one. → exit code
 */
export async function webRun({
  workspace,
  tests,
  development,
  vsix,
  environment = {},
  settings = {},
  resultFile,
  artifacts,
  timeoutMs = 240_000,
}) {
  const cleanup = cleanups();
  const directory = mkdtempSync(path.join(os.tmpdir(), 'mqtt-security-vscode-'));
  cleanup.add(() => rmSync(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }));
  try {
    if (vsix) installExtension({ vsix, directory });
    const variables = { ...environment, E2E_USER_DATA: path.join(directory, 'user-data') };
    const server = await startServer({ directory, testDriver: true, environment: variables, settings });
    cleanup.add(server.stop);
    const browser = await launchBrowser();
    cleanup.add(() => browser.close());
    const { page, blocked } = await openPage(browser, server);
    const code = await runInPage(page, suiteUrl(server, { workspace, tests, development }), timeoutMs);
    const final = code === 0 && !readResult(resultFile)?.finished ? EXIT.neverRan : code;
    if (final !== 0) await keepArtifacts({ page, server, artifacts });
    console.log(`[vscode] exit ${final}; requests to the outside, all blocked: ${blocked.length}`);
    return final;
  } finally {
    await cleanup.run();
  }
}

function suiteUrl(server, { workspace, tests, development }) {
  const payload = [
    ['extensionDevelopmentPath', remoteUri(server, development)],
    ['extensionTestsPath', remoteUri(server, tests)],
    ['enableProposedApi', ''],
    ['skipWelcome', 'true'],
  ];
  return workbenchUrl(server, { folder: workspace, payload });
}

/** Opens the workbench and waits until the suite's end, a crash or the time limit. → exit code */
async function runInPage(page, url, timeoutMs) {
  let end = () => undefined;
  const ended = new Promise((resolve) => {
    end = resolve;
  });
  await page.exposeFunction('codeAutomationLog', (_type, args) => {
    const noise = NOISE.some((pattern) => pattern.test(String(args[0])));
    if (process.env.E2E_VERBOSE || !noise) console.log(...args);
  });
  await page.exposeFunction('codeAutomationExit', (code) => end(code));
  page.on('crash', () => end(EXIT.crashed));
  const timer = setTimeout(() => end(EXIT.timedOut), timeoutMs);
  await page.goto(url);
  const code = await ended;
  clearTimeout(timer);
  return code;
}

async function keepArtifacts({ page, server, artifacts }) {
  mkdirSync(artifacts, { recursive: true });
  await page.screenshot({ path: path.join(artifacts, 'failed.png') }).catch((error) => console.error(String(error)));
  writeFileSync(path.join(artifacts, 'server.log'), server.output());
  if (existsSync(server.logs)) cpSync(server.logs, path.join(artifacts, 'logs'), { recursive: true });
  console.log(`[vscode] screenshot and logs: ${artifacts}`);
}

/** What the suite wrote about itself, if it ever ran: {passed, failed, finished}. */
export function readResult(resultFile) {
  return existsSync(resultFile) ? JSON.parse(readFileSync(resultFile, 'utf8')) : undefined;
}
