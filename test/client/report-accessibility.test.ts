import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import type { AxeResults } from 'axe-core';
import { type Browser, chromium } from 'playwright-core';
import { panelPage } from '../../client/src/report/page';
import { format } from '../../core/facts/message';
import { reportDocument, reportHtml } from '../../core/probe';
import { fullReport } from '../probe/full-report-sample';
import { root } from '../support/root';
import { THEMES, type Theme } from './themes';

/** Where Debian and others put a browser of the Chromium family. */
const BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

let browser: Browser;

before(async () => {
  const executablePath = process.env.CHROMIUM ?? BROWSERS.find((file) => existsSync(file));
  if (executablePath === undefined) {
    throw new Error('no browser to look at the report with: install the package "chromium" or name one in CHROMIUM');
  }
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
});

after(async () => {
  await browser?.close();
});

interface Look {
  readonly colorScheme?: 'light' | 'dark';
  /** As VS Code sets it up before the page's own script runs. */
  readonly theme?: Theme;
}

/** What VS Code does to a webview's page. As a text, since it runs in the page and knows its globals. */
function themeScript({ kind, colors }: Theme): string {
  const style = Object.entries(colors).map(([name, value]) => [`--vscode-${name}`, value]);
  return `document.body.className = ${JSON.stringify(kind)};
    for (const [name, value] of ${JSON.stringify(style)}) document.documentElement.style.setProperty(name, value);`;
}

/** What axe-core has against a page, with the element; and what the page tried to load. */
async function faults(html: string, { colorScheme = 'light', theme }: Look) {
  const context = await browser.newContext({ colorScheme, viewport: { width: 900, height: 800 } });
  try {
    const page = await context.newPage();
    const requests: string[] = [];
    const complaints: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    page.on('console', (message) => complaints.push(message.text()));
    await page.setContent(html);
    if (theme) await page.evaluate(themeScript(theme));
    await page.evaluate(readFileSync(path.join(root, 'node_modules/axe-core/axe.min.js'), 'utf8'));
    const { violations, passes } = await page.evaluate<AxeResults>('axe.run()');
    const width = await page.evaluate<string>('getComputedStyle(document.querySelector("main")).maxWidth');
    return {
      violations: violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html: at }) => at).join(' | ')}`),
      checked: passes.map(({ id }) => id),
      requests: requests.filter((url) => !url.startsWith('about:')),
      complaints,
      isStyled: width !== 'none',
    };
  } finally {
    await context.close();
  }
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`a saved page, ${colorScheme}: no violation, styled, nothing loaded`, async () => {
    const { violations, requests, complaints, checked, isStyled } = await faults(reportDocument(fullReport(), {}), {
      colorScheme,
    });
    assert.deepEqual(violations, []);
    assert.deepEqual([requests, complaints], [[], []]);
    assert.ok(checked.includes('color-contrast'), checked.join(' '));
    assert.ok(isStyled);
  });
}

for (const [name, theme] of Object.entries(THEMES)) {
  test(`the panel in ${name}: no violation`, async () => {
    const page = panelPage({ nonce: 'bm9uY2U=', script: '', language: 'en', say: format })
      .replace(/<script.*<\/script>/, '')
      .replace('</main>', `${reportHtml(fullReport(), { medium: 'panel' })}</main>`);
    const { violations, checked, isStyled } = await faults(page, { theme });
    assert.deepEqual(violations, []);
    assert.ok(checked.includes('color-contrast') && checked.includes('button-name'), checked.join(' '));
    assert.ok(isStyled);
  });
}
