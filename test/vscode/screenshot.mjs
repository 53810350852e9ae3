// Takes pictures of the packaged extension at work, to be looked at: `node test/vscode/screenshot.mjs [words in name]` → .artifacts/ui/*.png
// Runs without the test driver (it would hide toasts), on the .vsix of `npm run package` or the one in VSIX. Words choose among the pictures;
// PICTURES names another folder for them.
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { packageFile } from '../../scripts/package.mjs';
import { startBroker } from '../../scripts/support/broker.mjs';
import { cleanups, run } from '../../scripts/support/process.mjs';
import { artifacts, root } from '../../scripts/support/root.mjs';
import { installExtension, launchBrowser, openPage, startServer, workbenchUrl } from './host.mjs';

const pictures = process.env.PICTURES ?? path.join(artifacts, 'ui');
const INPUT = '.quick-input-widget input.input:visible';
const ROW = '.quick-input-list .monaco-list-row';
// Long enough for a widget's fade-in to be over.
const FADE_MS = 500;
const SAVED_MS = 8000;

const FACTORY = `
listener 8884
cafile made/ca.crt
certfile made/server.crt
keyfile made/server.key

listener 1883 127.0.0.1
`;

const THEMES = {
  dark: 'Dark Modern',
  light: 'Light Modern',
  'high-contrast': 'Default High Contrast',
  'high-contrast-light': 'Default High Contrast Light',
};

const cleanup = cleanups();
try {
  const { page, ui } = await openWorkbench();
  const words = process.argv.slice(2);
  const scenes = Object.entries(SCENES()).filter(([name]) => words.every((word) => name.includes(word)));
  for (const [name, act] of scenes) {
    await act(page, ui).catch((error) => console.error(`${name}: ${error.message.split('\n')[0]}`));
    await page.waitForTimeout(FADE_MS);
    await page.screenshot({ path: path.join(pictures, `${name}.png`) });
    console.log(`${name}.png`);
    if (!/-step-/.test(name)) await ui.calm();
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
  makeCertificates(workspace);
  const broker = await startBroker(path.join(workspace, 'running-broker'));
  cleanup.add(broker.stop);
  installExtension({ vsix: process.env.VSIX ?? packageFile(), directory });
  const settings = path.join(directory, 'user-data/User/settings.json');
  const server = await startServer({ directory, settings: { 'editor.minimap.enabled': false } });
  cleanup.add(server.stop);
  const browser = await launchBrowser();
  cleanup.add(() => browser.close());
  const { page } = await openPage(browser, server);
  page.setDefaultTimeout(15_000);
  const file = path.join(workspace, 'mosquitto/mosquitto.conf');
  await page.goto(workbenchUrl(server, { folder: workspace, file }), { timeout: 60_000 });
  await page.locator('.monaco-editor .view-line').first().waitFor({ timeout: 60_000 });
  return { page, ui: userOf(page, { workspace, settings, url: workbenchUrl(server, { folder: workspace }) }) };
}

/** A broker whose certificates have ended, will soon, are missing, or are not used. */
function makeCertificates(workspace) {
  const factory = path.join(workspace, 'factory');
  cpSync(path.join(root, 'test/vscode/workspace/watched'), factory, { recursive: true });
  const certs = (...args) => run(process.execPath, [path.join(root, 'dist/cli.js'), 'certs', ...args]);
  const out = ['--out', path.join(factory, 'made')];
  certs('create', 'ca', ...out, '--name', 'Factory CA');
  certs('create', 'server', ...out, '--dns', 'broker.factory.example,localhost', '--ip', '192.0.2.7', '--days', '20');
  certs('create', 'client', ...out, '--clients', 'press-1,press-2,oven');
  certs('revoke', path.join(factory, 'made/oven.crt'));
  appendFileSync(path.join(factory, 'mosquitto.conf'), FACTORY);
}

/** What a user does, in words. */
function userOf(page, { workspace, settings, url }) {
  const press = (keys) => page.keyboard.press(keys);
  const ask = async (keys, text, row) => {
    await press(keys);
    await page.locator(INPUT).waitFor({ timeout: 5000 });
    await page.locator(INPUT).fill(text);
    await page.locator(ROW, { hasText: row }).first().waitFor({ timeout: 5000 });
  };
  const open = async (file, text) => {
    const lines = readFileSync(path.join(workspace, file), 'utf8').split('\n');
    const line = text === undefined ? 1 : lines.findIndex((content) => content.startsWith(text)) + 1;
    // The row names the file first and its folder after it.
    await ask('Control+P', `${file}:${line}`, new RegExp(`${path.basename(file)}.*${path.dirname(file)}`));
    await press('Enter');
    await page.waitForTimeout(1000);
  };
  return {
    press,
    open,
    /** Puts the cursor on the first character of a line of the Mosquitto example. */
    go: (text) => open('mosquitto/mosquitto.conf', text),
    word: (text) => page.locator('.monaco-editor .view-line span span', { hasText: text }).first(),
    command: (text) => ask('F1', `>${text}`, text),
    /** After the reload the workbench is as it was, in the other colours. */
    theme: async (name) => {
      const before = JSON.parse(readFileSync(settings, 'utf8'));
      writeFileSync(settings, JSON.stringify({ ...before, 'workbench.colorTheme': name }, undefined, 2));
      // The workbench writes down which tabs are open every few seconds.
      await page.waitForTimeout(SAVED_MS);
      await page.goto(url, { timeout: 60_000 });
      await page.locator('.tab.active').waitFor({ timeout: 60_000 });
    },
    closeAll: async () => {
      for (const command of ['File: Save All', 'View: Close All Editors']) {
        await ask('F1', `>${command}`, command);
        await press('Enter');
        await page.waitForTimeout(FADE_MS);
      }
    },
    type: (text) => page.keyboard.type(text, { delay: 60 }),
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
      await ui.press('Control+J');
      await ui.go('max_queued');
      await ui.press('Control+.');
    },
    '03-quick-fix-tls': async (_page, ui) => {
      await ui.go('tls_version');
      await ui.press('End');
      await ui.press('Control+.');
    },
    '04-hover-directive': async (_page, ui) => {
      await ui.go('require_certificate');
      await ui.word('require_certificate').hover();
    },
    '05-hover-finding': async (_page, ui) => {
      await ui.go('tls_version');
      await ui.word('tlsv1.1').hover();
    },
    '06-completion': async (page, ui) => {
      await ui.go('use_identity');
      await ui.press('End');
      await ui.type('\ntls_');
      await page.locator('.suggest-widget.visible .monaco-list-row').first().waitFor({ timeout: 5000 });
    },
    '07-commands': async (_page, ui) => {
      await ui.command('File: Revert File');
      await ui.press('Enter');
      await ui.command('MQTT Security');
    },
    ...wizardScenes(),
    ...connectionScenes(),
    ...reportScenes(),
    ...proofScenes(),
    '40-fix-all': async (page, ui) => {
      await ui.closeAll();
      await ui.open('mosquitto/mosquitto.conf');
      await page.locator('.squiggly-error').first().waitFor({ timeout: 30_000 });
      await ui.command('MQTT Security: Fix All');
      await ui.press('Enter');
      await page.waitForTimeout(1500);
    },
    '41-emqx': async (_page, ui) => {
      await ui.open('emqx/emqx.conf');
      await ui.press('Control+Shift+M');
    },
    ...viewScenes(),
    '42-rule-page': async (page, ui) => {
      await ui.press('Control+J');
      await ui.command('MQTT Security: Show Rule Page');
      await ui.press('Enter');
      await page.waitForTimeout(FADE_MS);
      await ui.press('Enter');
      await page.waitForTimeout(3000);
    },
  };
}

/** The connection test of the running broker's first listener, with the first suggestion taken at every question. */
function connectionScenes() {
  const first = async (_page, ui) => {
    await ui.open('running-broker/mosquitto.conf');
    await ui.command('MQTT Security: Test Connection');
    await ui.press('Enter');
  };
  return series(30, 'connection', [first, ...Array(7).fill((_page, ui) => ui.press('Enter'))]);
}

/** Brokers and their certificates, in both kinds of theme. */
function viewScenes() {
  const row = (page, text) => page.locator('.pane-body .monaco-list-row', { hasText: text }).first();
  return {
    '50-view-step-light': async (page) => {
      await page.locator('.activitybar .action-item', { has: page.locator('[aria-label^="MQTT Security"]') }).click();
      await row(page, 'emqx.conf').click({ timeout: 20_000 });
      await page.locator('.action-label[aria-label^="Collapse All"]:visible').first().click();
      for (const text of ['Mosquitto, factory', 'listener 8883', 'listener 8884', 'Not used by a listener'])
        await row(page, text).click();
      await page.waitForTimeout(2000);
    },
    '51-view-step-row': async (page) => {
      await row(page, '20 days left').hover();
      await page.waitForTimeout(2500);
    },
    '52-view-step-menu': async (page) => {
      await row(page, 'press-1.crt').click({ button: 'right' });
      await page.waitForTimeout(500);
    },
    '53-view-step-renew': async (page, ui) => {
      await ui.calm();
      await row(page, '20 days left').hover();
      await row(page, '20 days left').locator('.action-label[aria-label^="Renew"]').first().click();
      await page.waitForTimeout(1500);
    },
    '54-view-dark': async (page, ui) => {
      await ui.calm();
      await ui.command('Preferences: Toggle between Light/Dark Themes');
      await ui.press('Enter');
      await page.waitForTimeout(1500);
    },
  };
}

/** The report of a comparison in each theme, top and further down, and what axe-core has against it. */
function reportScenes() {
  const compare = async (page, ui) => {
    await ui.closeAll();
    await ui.open('running-broker/mosquitto.conf');
    // By then the extension knows the file, and its commands are on offer.
    await page.locator('.codelens-decoration', { hasText: 'Compare with broker' }).first().waitFor({ timeout: 20_000 });
    await ui.press('Control+1');
    await page.waitForTimeout(FADE_MS);
    await ui.command('MQTT Security: Compare File with Broker');
    await ui.press('Enter');
    // Both listeners, the user name, the authority, the client's certificate.
    await page.locator(ROW, { hasText: 'All listeners' }).waitFor();
    await ui.type('All');
    for (let question = 0; question < 4; question++) {
      await ui.press('Enter');
      await page.waitForTimeout(FADE_MS);
    }
    const report = await reportFrame(page);
    await report.locator('#status', { hasText: 'Done' }).waitFor({ timeout: 60_000 });
  };
  const scenes = Object.entries(THEMES).flatMap(([name, theme]) => [
    [
      `50-report-${name}`,
      async (page, ui) => {
        await ui.theme(theme);
        const report = await reportFrame(page);
        await report.evaluate(() => scrollTo(0, 0));
        for (const fault of await accessibilityFaults(report)) console.error(`${name}: ${fault}`);
      },
    ],
    [`51-report-${name}-chain`, async (page) => showSection(await reportFrame(page), 'Certificate chain')],
    [`52-report-${name}-suites`, async (page) => showSection(await reportFrame(page), 'Versions and suites')],
  ]);
  return { '50-report-step-0': compare, ...Object.fromEntries(scenes) };
}

/** A failed connection with its remedy, the scan alone, and what a configuration comes to. */
function proofScenes() {
  const answer = async (page, ui, command, answers) => {
    await ui.closeAll();
    await ui.open('running-broker/mosquitto.conf');
    await page.locator('.codelens-decoration', { hasText: 'Compare with broker' }).first().waitFor({ timeout: 20_000 });
    await ui.command(command);
    await ui.press('Enter');
    // The questions are loaded when they are first asked.
    await page.waitForTimeout(2000);
    for (const text of answers) {
      if (text !== '') await ui.type(text);
      await ui.press('Enter');
      await page.waitForTimeout(FADE_MS);
    }
    const report = await reportFrame(page);
    await report.locator('#status', { hasText: 'Done' }).waitFor({ timeout: 60_000 });
    for (const fault of await accessibilityFaults(report)) console.error(`${command}: ${fault}`);
  };
  return {
    // The broker, no user name, an authority that is not the broker's, no client certificate, no messages.
    '60-proof-failure': (page, ui) => answer(page, ui, 'MQTT Security: Test Connection', ['', '', 'Public', '', '']),
    '61-proof-scan': (page, ui) => answer(page, ui, 'MQTT Security: Scan TLS', ['']),
    '62-proof-effective': async (page, ui) => {
      await ui.closeAll();
      await ui.open('emqx/emqx.conf');
      await ui.command('MQTT Security: Show Effective Configuration');
      await ui.press('Enter');
      await page.waitForTimeout(3000);
    },
  };
}

/** The panel's own page, two frames down in the workbench. */
async function reportFrame(page) {
  for (let times = 0; times < 40; times++) {
    for (const frame of page.frames()) {
      if (
        (await frame
          .locator('main#report h1')
          .count()
          .catch(() => 0)) > 0
      )
        return frame;
    }
    await page.waitForTimeout(250);
  }
  throw new Error('the report did not open');
}

function showSection(report, title) {
  return report
    .locator('.section > :first-child', { hasText: title })
    .first()
    .evaluate((heading) => heading.scrollIntoView());
}

async function accessibilityFaults(report) {
  await report.evaluate(readFileSync(path.join(root, 'node_modules/axe-core/axe.min.js'), 'utf8'));
  const { violations } = await report.evaluate(() => axe.run());
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`);
}

/** Each step of the certificate wizard with its own suggestions taken. */
function wizardScenes() {
  const first = async (page, ui) => {
    await page.locator('.squiggly-error').first().waitFor({ timeout: 30_000 });
    await ui.go('listener 8883');
    await ui.command('MQTT Security: Generate Certificates');
    await ui.press('Enter');
    // The wizard is loaded when it is first run.
    await page.waitForTimeout(2000);
  };
  const next = (_page, ui) => ui.press('Enter');
  const folder = async (_page, ui) => {
    await ui.type('mosquitto/certs');
    await ui.press('Enter');
  };
  const confirm = async (page, ui) => {
    await page.waitForTimeout(2000);
    await ui.press('Enter');
    await page.waitForTimeout(2000);
  };
  const plan = async (page, ui) => {
    await ui.press('Enter');
    // The preview of the plan takes a moment.
    await page.waitForTimeout(2500);
  };
  return series(10, 'wizard', [first, next, next, next, next, next, next, next, folder, plan, confirm]);
}

/** Scenes that go on where the one before ended; the last one ends the series. */
function series(number, name, acts) {
  const scenes = acts.map((act, index) => {
    const last = index === acts.length - 1;
    return [`${number + index}-${name}-${last ? 'end' : `step-${index + 1}`}`, act];
  });
  return Object.fromEntries(scenes);
}
