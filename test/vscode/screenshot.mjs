// Takes pictures of the packaged extension at work, to be looked at: `node test/vscode/screenshot.mjs` → .artifacts/ui/*.png
// Runs without the test driver (it would hide toasts), on the .vsix of `npm run package`.
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { packageFile } from '../../scripts/package.mjs';
import { startBroker } from '../../scripts/support/broker.mjs';
import { cleanups } from '../../scripts/support/process.mjs';
import { artifacts, root } from '../../scripts/support/root.mjs';
import { installExtension, launchBrowser, openPage, startServer, workbenchUrl } from './host.mjs';

const pictures = path.join(artifacts, 'ui');
const INPUT = '.quick-input-widget input.input:visible';
const ROW = '.quick-input-list .monaco-list-row';
// Long enough for a widget's fade-in to be over.
const FADE_MS = 500;

const cleanup = cleanups();
try {
  const { page, ui } = await openWorkbench();
  for (const [name, act] of Object.entries(SCENES())) {
    await act(page, ui).catch((error) => console.error(`${name}: ${error.message.split('\n')[0]}`));
    await page.waitForTimeout(FADE_MS);
    await page.screenshot({ path: path.join(pictures, `${name}.png`) });
    console.log(`${name}.png`);
    if (!/wizard-step-[1-8]$/.test(name)) await ui.calm();
  }
} finally {
  await cleanup.run();
}

async function openWorkbench() {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'mqtt-security-ui-'));
  cleanup.add(() => rmSync(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }));
  rmSync(pictures, { recursive: true, force: true });
  mkdirSync(pictures, { recursive: true });
  const workspace = path.join(directory, 'workspace');
  cpSync(path.join(root, 'examples'), workspace, { recursive: true });
  const broker = await startBroker(path.join(workspace, 'running-broker'));
  cleanup.add(broker.stop);
  installExtension({ vsix: packageFile(), directory });
  const server = await startServer({ directory });
  cleanup.add(server.stop);
  const browser = await launchBrowser();
  cleanup.add(() => browser.close());
  const { page } = await openPage(browser, server);
  await page.goto(workbenchUrl(server, { folder: workspace, file: path.join(workspace, 'mosquitto/mosquitto.conf') }));
  await page.locator('.monaco-editor .view-line').first().waitFor({ timeout: 60_000 });
  return { page, ui: userOf(page) };
}

/** What a user does, in words. */
function userOf(page) {
  const press = (keys) => page.keyboard.press(keys);
  const pick = async (text) => {
    await page.locator(INPUT).fill(text);
    await page
      .locator(ROW, { hasText: text.replace(/^>/, '') })
      .first()
      .waitFor({ timeout: 5000 });
  };
  return {
    press,
    pick,
    line: (text) => page.locator('.monaco-editor .view-line', { hasText: text }).first(),
    command: async (text) => {
      await press('F1');
      await page.locator(INPUT).waitFor({ timeout: 5000 });
      await pick(`>${text}`);
    },
    open: async (file) => {
      await press('Control+P');
      await page.locator(INPUT).waitFor({ timeout: 5000 });
      await pick(file);
      await press('Enter');
      await page.waitForTimeout(1500);
    },
    calm: async () => {
      for (let times = 0; times < 3; times++) await press('Escape');
    },
  };
}

function SCENES() {
  return {
    '01-findings': async (page, ui) => {
      await page.locator('.squiggly-error').first().waitFor({ timeout: 30_000 });
      await ui.press('Control+Shift+M');
    },
    '02-quick-fix': async (_page, ui) => {
      await ui.line('max_queued').click();
      await ui.press('Control+.');
    },
    '03-quick-fix-tls': async (_page, ui) => {
      await ui.line('tls_version').click();
      await ui.press('Control+.');
    },
    '04-hover-directive': (_page, ui) => ui.line('require_certificate').locator('span span').first().hover(),
    '05-hover-finding': (_page, ui) => ui.line('tls_version').locator('span span').last().hover(),
    '06-completion': async (page, ui) => {
      await ui.line('use_identity_as_username').click();
      await ui.press('End');
      await page.keyboard.type('\ntls_', { delay: 60 });
      await page.locator('.suggest-widget.visible .monaco-list-row').first().waitFor({ timeout: 5000 });
    },
    '07-commands': async (_page, ui) => {
      await ui.press('Control+Z');
      await ui.press('Control+Z');
      await ui.command('MQTT Security');
    },
    ...wizardScenes(),
    '20-connection-test': async (_page, ui) => {
      await ui.open('running-broker/mosquitto.conf');
      await ui.command('MQTT Security: Test Connection');
      await ui.press('Enter');
    },
    '21-fix-all': async (_page, ui) => {
      await ui.open('mosquitto/mosquitto.conf');
      await ui.command('MQTT Security: Fix All');
      await ui.press('Enter');
      await _page.waitForTimeout(1500);
    },
    '22-emqx': (_page, ui) => ui.open('emqx/emqx.conf'),
    '23-rule-page': async (_page, ui) => {
      await ui.command('MQTT Security: Show Rule Page');
      await ui.press('Enter');
    },
  };
}

/** Each step of the certificate wizard with its own suggestions taken. */
function wizardScenes() {
  const first = async (_page, ui) => {
    await ui.open('mosquitto/mosquitto.conf');
    await ui.command('MQTT Security: Generate Certificates');
    await ui.press('Enter');
  };
  const steps = Array.from({ length: 8 }, (_, step) => [
    `${String(11 + step)}-wizard-step-${step + 2}`,
    (_page, ui) => ui.press('Enter'),
  ]);
  return { '10-wizard-step-1': first, ...Object.fromEntries(steps) };
}
