import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { fullReport } from '../probe/full-report-sample';
import { axe, launchBrowser } from './browser';
import { failedPart, hugeReport, openPanelPage, type PanelPage, threeListeners } from './panel-page';
import { THEMES } from './themes';

let browser: Browser;

before(async () => {
  browser = await launchBrowser();
});

after(async () => {
  await browser?.close();
});

/** Hands a panel to the test; whatever the test does, the page must not complain. */
async function withPanel(look: Parameters<typeof openPanelPage>[1], act: (panel: PanelPage) => Promise<void>) {
  const panel = await openPanelPage(browser, look);
  try {
    await act(panel);
    assert.deepEqual(await panel.complaints(), []);
  } finally {
    await panel.close();
  }
}

/** How often a reader meets a text. */
const sees = (page: Page, text: string) => page.getByText(text).filter({ visible: true }).count();

const unfold = (page: Page) => page.evaluate('for (const it of document.querySelectorAll("details")) it.open = true');

for (const [name, theme] of Object.entries(THEMES)) {
  test(`the panel in ${name}: no violation, at work, done and unfolded`, () =>
    withPanel({ theme }, async ({ page, show, post }) => {
      await show(threeListeners(), { running: true, status: 'Testing' });
      const atWork = await axe(page);
      assert.deepEqual(atWork.violations, []);
      await post({ running: false, status: 'Done.' });
      await unfold(page);
      const { violations, checked } = await axe(page);
      assert.deepEqual(violations, []);
      for (const id of ['color-contrast', 'button-name', 'summary-name', 'link-name']) {
        assert.ok(checked.includes(id), `${id} is not among ${checked.join(' ')}`);
      }
    }));
}

test('says that it is ready, and keeps the state that it is given', () =>
  withPanel({}, async ({ told, kept, show }) => {
    assert.deepEqual(await told(), [{ type: 'ready' }]);
    const report = fullReport();
    await show(report);
    assert.deepEqual(await kept(), { report: report.startedAt });
  }));

test('every button that is clicked tells what it is there for', () =>
  withPanel({}, async ({ page, show, post, told }) => {
    await show(threeListeners());
    await told();
    for (const text of ['Run Again', 'Copy as Markdown', 'Save as HTML…', 'Save as JSON…', 'Save Target…']) {
      await page.getByRole('button', { name: text, exact: true }).click();
    }
    await page.getByRole('button', { name: 'Use ca.crt and Test Again' }).click();
    await page.getByRole('button', { name: 'mosquitto.conf:7' }).click();
    const action = (name: string) => ({ type: 'action', action: name });
    const saving = ['run', 'copy', 'save-html', 'save-json', 'save-target'].map(action);
    const rest = [
      { type: 'remedy', part: 'part-1' },
      { type: 'reveal', place: 'part-0:0' },
    ];
    assert.deepEqual(await told(), [...saving, ...rest]);
    await post({ running: true });
    await page.getByRole('button', { name: 'Cancel' }).click();
    assert.deepEqual(await told(), [action('cancel')]);
  }));

test('cause, what to do and the button stand together, at the stage that failed', () =>
  withPanel({}, async ({ page, show }) => {
    await show({ ...fullReport(), parts: [failedPart()] });
    const stage = page.locator('.stages > li').last();
    const texts = await stage.locator('summary .stage, .problem p').allTextContents();
    assert.deepEqual(texts, [
      'TLS',
      'no answer in time SELF_SIGNED_CERT_IN_CHAIN',
      '→ forbid it in the access list of the broker',
      'Use ca.crt and Test Again',
    ]);
    assert.equal(await sees(page, 'no answer in time'), 1, 'what failed is said once');
    assert.equal(await sees(page, 'Nothing.'), 0);
  }));

test('what is not known yet is not said: neither that all is well, nor that nothing is to be changed', () =>
  withPanel({}, async ({ page, show, post }) => {
    const [part] = fullReport().parts;
    const events = part?.events.slice(0, 1) ?? [];
    await show({ ...fullReport(), parts: part ? [{ address: part.address, events }] : [] }, { running: true });
    const [works, nothing] = ['The connection works.', 'Nothing.'];
    assert.deepEqual([await sees(page, works), await sees(page, nothing)], [0, 0]);
    await post({ running: false });
    assert.deepEqual([await sees(page, works), await sees(page, nothing)], [1, 1]);
    await show({ ...fullReport(), parts: part ? [{ address: part.address, events: [] }] : [] });
    assert.deepEqual([await sees(page, nothing), await sees(page, 'Not tested yet.')], [0, 1]);
  }));

/** What has the focus, in words, and whether one sees that it has it. */
const FOCUSED = `(() => {
  const it = document.activeElement;
  const { outlineStyle, outlineWidth } = getComputedStyle(it);
  const box = it.getBoundingClientRect();
  const bar = document.querySelector('.toolbar');
  const covered = bar.contains(it) ? 0 : bar.getBoundingClientRect().bottom;
  return {
    name: it.getAttribute('aria-label') ?? it.innerText.split('\\n')[0].trim(),
    outlined: outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2,
    seen: box.height > innerHeight || (box.top >= covered && box.bottom <= innerHeight && box.left >= 0),
  };
})()`;

interface Focused {
  readonly name: string;
  readonly outlined: boolean;
  readonly seen: boolean;
}

/** Where the Tab key leads, until it leaves the page. */
async function tabbed(page: Page): Promise<readonly Focused[]> {
  const stops: Focused[] = [];
  while (stops.length < 100) {
    await page.keyboard.press('Tab');
    if (await page.evaluate<boolean>('document.activeElement === document.body')) return stops;
    stops.push(await page.evaluate<Focused>(FOCUSED));
  }
  return stops;
}

test('the keyboard goes through everything from top to bottom, and one sees where it is', () =>
  withPanel({}, async ({ page, show }) => {
    await show(threeListeners());
    const stops = await tabbed(page);
    assert.deepEqual(
      stops.map(({ name }) => name),
      [
        ...['Run Again', 'Copy as Markdown', 'Save as HTML…', 'Save as JSON…', 'Save Target…'],
        ...['Overview', 'listener 8883 · mqtts://broker.example:8883', 'listener 8884 · mqtts://broker.example:8884'],
        ...['mqtt://h:1883', 'DNS', 'TCP', 'MQTT', 'The configuration and the running broker', 'mosquitto.conf:7'],
        ...['What the broker must refuse', 'Facts', 'Facts', 'Versions and suites'],
        ...['DNS', 'TCP', 'TLS', 'Use ca.crt and Test Again', 'Facts', 'Facts'],
      ],
    );
    assert.deepEqual(
      stops.filter(({ outlined, seen }) => !outlined || !seen),
      [],
    );
  }));

test('Enter and Space press what has the focus', () =>
  withPanel({}, async ({ page, show, told }) => {
    await show(threeListeners());
    await told();
    for (const key of ['Enter', 'Space']) {
      await page.getByRole('button', { name: 'Copy as Markdown' }).focus();
      await page.keyboard.press(key);
      await page.locator('[data-remedy]').focus();
      await page.keyboard.press(key);
      assert.deepEqual(await told(), [
        { type: 'action', action: 'copy' },
        { type: 'remedy', part: 'part-1' },
      ]);
      const stage = page.locator('.stages details').first();
      const before = await stage.getAttribute('open');
      await stage.locator('summary').focus();
      await page.keyboard.press(key);
      assert.notEqual(await stage.getAttribute('open'), before, key);
    }
  }));

test('the overview leads to a listener, for the mouse and for the keyboard', () =>
  withPanel({}, async ({ page, show }) => {
    await show(threeListeners());
    await page.getByRole('link', { name: 'listener 8884' }).click();
    assert.match((await page.evaluate<Focused>(FOCUSED)).name, /^listener 8884/);
    await page.keyboard.press('Tab');
    assert.equal((await page.evaluate<Focused>(FOCUSED)).name, 'DNS');
  }));

test('while it runs there is Cancel in the place of Run Again, and the focus goes along', () =>
  withPanel({}, async ({ page, show, post }) => {
    await show(fullReport());
    const run = page.getByRole('button', { name: 'Run Again' });
    const cancel = page.getByRole('button', { name: 'Cancel' });
    await run.focus();
    await post({ running: true });
    assert.deepEqual([await run.isVisible(), await cancel.isVisible()], [false, true]);
    assert.equal((await page.evaluate<Focused>(FOCUSED)).name, 'Cancel');
    assert.ok(await page.getByRole('button', { name: 'Save as HTML…' }).isDisabled());
    assert.equal(await page.locator('main').getAttribute('aria-busy'), 'true');
    await post({ running: false });
    assert.deepEqual([await run.isVisible(), await cancel.isVisible()], [true, false]);
    assert.equal((await page.evaluate<Focused>(FOCUSED)).name, 'Run Again');
  }));

test('a report that grows leaves the reader where he is', () =>
  withPanel({}, async ({ page, show }) => {
    const report = threeListeners();
    await show(report);
    const summary = page.locator('#part-1-stage-3 > summary');
    await summary.click();
    await page.evaluate('scrollTo(0, 400)');
    const [first, ...others] = report.parts;
    const events = first?.events.slice(0, 1) ?? [];
    await show({ ...report, parts: first ? [{ ...first, events }, ...others] : [] });
    assert.equal(await page.locator('#part-1-stage-3').getAttribute('open'), '');
    assert.equal(await page.locator('details[open]').count(), 1);
    assert.equal((await page.evaluate<Focused>(FOCUSED)).name, 'TLS');
    assert.equal(await page.evaluate<number>('document.documentElement.scrollTop'), 400);
    await page.locator('[data-remedy]').focus();
    await show(fullReport());
    assert.equal(
      await page.evaluate<string>('document.activeElement.id'),
      'report',
      'not at the top of the page again',
    );
  }));

/** Elements that stick out of the window, but for what scrolls by itself. */
const OUTSIDE = `[...document.querySelectorAll('body *')]
  .filter((it) => !it.closest('.scroll, .hidden'))
  .filter((it) => { const { left, right } = it.getBoundingClientRect(); return left < -1 || right > innerWidth + 1; })
  .map((it) => it.outerHTML.slice(0, 80))`;

for (const [name, look] of Object.entries({
  'in a window of 320 pixels': { width: 320 },
  'at a zoom of 200 %': { width: 640, height: 350, zoom: 2 },
})) {
  test(`${name} nothing is lost at the side, however long the names`, () =>
    withPanel(look, async ({ page, show }) => {
      for (const report of [threeListeners(), hugeReport()]) {
        await show(report, { running: false, status: 'Testing mqtts://broker.example:8883, which takes a while' });
        await unfold(page);
        assert.deepEqual(await page.evaluate(OUTSIDE), []);
        assert.equal(await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth'), 0);
      }
    }));
}

test('of a chain without end the middle is folded up', () =>
  withPanel({}, async ({ page, show }) => {
    await show(hugeReport());
    const boxes = page.locator('.chain .name:visible');
    assert.ok((await boxes.count()) < 10);
    await page.getByText('193 more certificates').click();
    assert.equal(await boxes.count(), 201);
  }));

test('whatever got into the page as markup does not run', async () => {
  const panel = await openPanelPage(browser);
  try {
    await panel.told();
    await panel.post({ html: `<img src="x" onerror="page.told.push('ran')"><p style="color: red">` });
    await panel.page.waitForFunction('page.breaches.length > 1');
    assert.deepEqual(await panel.told(), []);
    const complaints = (await panel.complaints()).join('\n');
    assert.match(complaints, /policy: img-src/);
    assert.match(complaints, /policy: style-src-attr/);
  } finally {
    await panel.close();
  }
});
