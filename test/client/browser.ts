import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { AxeResults } from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';
import { root } from '../support/root';
import type { Theme } from './themes';

/** Where Debian and others put a browser of the Chromium family. */
const BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** A real browser, without a window. */
export function launchBrowser(): Promise<Browser> {
  const executablePath = process.env.CHROMIUM ?? BROWSERS.find((file) => existsSync(file));
  if (executablePath === undefined) {
    throw new Error('no browser to look at the report with: install the package "chromium" or name one in CHROMIUM');
  }
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
}

/** What VS Code does to a webview's page. As a text, since it runs in the page and knows its globals. */
export function themeScript({ kind, colors }: Theme): string {
  const style = Object.entries(colors).map(([name, value]) => [`--vscode-${name}`, value]);
  return `document.body.className = ${JSON.stringify(kind)};
    for (const [name, value] of ${JSON.stringify(style)}) document.documentElement.style.setProperty(name, value);`;
}

/** What axe-core has against a page, with the element; and the names of the checks that it passed. */
export async function axe(page: Page) {
  await page.evaluate(readFileSync(path.join(root, 'node_modules/axe-core/axe.min.js'), 'utf8'));
  const { violations, passes } = await page.evaluate<AxeResults>('axe.run()');
  return {
    violations: violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html: at }) => at).join(' | ')}`),
    checked: passes.map(({ id }) => id),
  };
}
