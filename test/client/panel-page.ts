import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { panelPage } from '../../client/src/report/page';
import { format, t } from '../../core/facts/message';
import { type FullReport, type ReportPart, reportHtml, type ScanResult } from '../../core/probe';
import { fullReport } from '../probe/full-report-sample';
import { root } from '../support/root';
import { themeScript } from './browser';
import { THEMES, type Theme } from './themes';

const ORIGIN = 'https://panel.test';

/** The panel's page as VS Code shows it: its own policy and script, VS Code's side spoken for by the test. */
export interface PanelPage {
  readonly page: Page;
  /** As the extension does. */
  readonly post: (message: object) => Promise<void>;
  readonly show: (report: FullReport, more?: object) => Promise<void>;
  /** What the page has told the extension since the last time that it was asked. */
  readonly told: () => Promise<readonly unknown[]>;
  /** What the page has asked VS Code to keep. */
  readonly kept: () => Promise<unknown>;
  /** Errors, words on the console, breaches of the policy, and what was loaded from elsewhere. */
  readonly complaints: () => Promise<readonly string[]>;
  readonly close: () => Promise<void>;
}

interface Look {
  readonly theme?: Theme;
  readonly width?: number;
  readonly height?: number;
  /** Device pixels to one of the page: 2 is what a zoom of 200 % comes to, with half the width. */
  readonly zoom?: number;
}

/** What VS Code puts into the page before anything of the page runs; it hands out its interface once. */
const VSCODE = `
  const page = { told: [], kept: undefined, breaches: [], taken: false };
  Object.assign(globalThis, { page });
  addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
    page.breaches.push('policy: ' + violatedDirective + ' ' + blockedURI));
  globalThis.acquireVsCodeApi = () => {
    if (page.taken) throw new Error('acquired twice');
    page.taken = true;
    return { postMessage: (message) => page.told.push(message), setState: (state) => (page.kept = state) };
  };`;

export async function openPanelPage(browser: Browser, look: Look = {}): Promise<PanelPage> {
  const { theme = THEMES['Dark Modern'], width = 900, height = 700, zoom = 1 } = look;
  const context = await browser.newContext({ viewport: { width, height }, deviceScaleFactor: zoom });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(`console: ${message.text()}`));
  page.on('pageerror', ({ message }) => complaints.push(`error: ${message}`));
  await page.route('**', (route) => {
    const file = FILES[route.request().url()];
    if (file === undefined) complaints.push(`loads ${route.request().url()}`);
    return file === undefined ? route.abort() : route.fulfill(file());
  });
  await page.addInitScript(VSCODE);
  await page.goto(`${ORIGIN}/`);
  if (theme) await page.evaluate(themeScript(theme));
  const post = (message: object) =>
    page.evaluate<void>(`dispatchEvent(new MessageEvent('message', { data: ${JSON.stringify(message)} }))`);
  return {
    page,
    post,
    show: (report, more = { running: false }) =>
      post({ html: reportHtml(report, { medium: 'panel' }), state: { report: report.startedAt }, ...more }),
    told: () => page.evaluate<readonly unknown[]>('page.told.splice(0)'),
    kept: () => page.evaluate<unknown>('page.kept'),
    complaints: async () => [...complaints, ...(await page.evaluate<readonly string[]>('page.breaches'))],
    close: () => context.close(),
  };
}

const FILES: Readonly<Record<string, () => { readonly contentType: string; readonly body: string }>> = {
  [`${ORIGIN}/`]: () => ({
    contentType: 'text/html; charset=utf-8',
    body: panelPage({ nonce: 'bm9uY2U=', script: `${ORIGIN}/report.js`, language: 'en', say: format }),
  }),
  // It imports nothing, so that what is built from it differs in its length alone.
  [`${ORIGIN}/report.js`]: () => ({
    contentType: 'text/javascript',
    body: readFileSync(path.join(root, 'client/src/report/webview.js'), 'utf8'),
  }),
  [`${ORIGIN}/favicon.ico`]: () => ({ contentType: 'image/x-icon', body: '' }),
};

/** Three listeners: one with something of everything, one that could not be connected to, one that waits its turn. */
export function threeListeners(): FullReport {
  const sample = fullReport();
  return {
    ...sample,
    parts: [...sample.parts, failedPart(), { address: { protocol: 'mqtt', host: 'h', port: 1883 }, events: [] }],
  };
}

/** No secure connection, and what remedies that. */
export function failedPart(): ReportPart {
  const [part] = fullReport().parts;
  const scan = part?.scan;
  const chain = scan?.ok ? scan.result.certificates.flatMap((each) => each.chain) : [];
  const problem = {
    code: 'SELF_SIGNED_CERT_IN_CHAIN',
    cause: t('no answer in time'),
    advice: t('forbid it in the access list of the broker'),
    action: { kind: 'use-ca', file: '/somewhere/ca.crt' },
  } as const;
  const facts = { version: 'TLSv1.3', chain, verified: false, clientCertificate: false, warnings: [] };
  return {
    label: 'listener 8884',
    address: { protocol: 'mqtts', host: 'broker.example', port: 8884 },
    events: [...(part?.events.slice(0, 2) ?? []), { name: 'tls', ok: false, ms: 19, facts, problem }],
  };
}

/** More of everything than a reader would wish for. */
export function hugeReport(): FullReport {
  const sample = fullReport();
  const host = `${'one-more-label.'.repeat(15)}example`;
  const parts = sample.parts.map((part): ReportPart => {
    if (!part.scan?.ok) return part;
    const { result } = part.scan;
    const [facts] = result.certificates.flatMap(({ chain }) => chain);
    const chain = Array.from({ length: 200 }, (_, index) => ({ subject: `CN=${index}`, issuer: `CN=${index + 1}` }));
    const suites = Array.from({ length: 50 }, (_, index) => `ECDHE-ECDSA-AES${index}-GCM-SHA384`);
    const certificates: ScanResult['certificates'] = [
      { keyType: 'rsa', chain: chain.flatMap((names) => (facts ? [{ ...facts, ...names }] : [])), problems: [] },
    ];
    const scan = {
      ok: true,
      result: { ...result, certificates, ciphers: { ...result.ciphers, 'tls1.2': suites } },
    } as const;
    return { ...part, label: host, address: { ...part.address, host }, scan };
  });
  return { ...sample, parts };
}
