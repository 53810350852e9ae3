import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { reportDocument } from '../../core/probe';
import { fullReport } from '../probe/full-report-sample';
import { axe, launchBrowser } from './browser';

let browser: Browser;

before(async () => {
  browser = await launchBrowser();
});

after(async () => {
  await browser?.close();
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`a saved page, ${colorScheme}: no violation, styled, nothing loaded`, async () => {
    const context = await browser.newContext({ colorScheme, viewport: { width: 900, height: 800 } });
    try {
      const page = await context.newPage();
      const requests: string[] = [];
      const complaints: string[] = [];
      page.on('request', (request) => requests.push(request.url()));
      page.on('console', (message) => complaints.push(message.text()));
      await page.setContent(reportDocument(fullReport(), {}));
      const { violations, checked } = await axe(page);
      assert.deepEqual(violations, []);
      assert.ok(checked.includes('color-contrast'), checked.join(' '));
      assert.deepEqual([requests, complaints], [[], []]);
      const width = await page.evaluate<string>('getComputedStyle(document.querySelector("main")).maxWidth');
      assert.notEqual(width, 'none');
    } finally {
      await context.close();
    }
  });
}
