import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import * as vscode from 'vscode';
import { type Answers, answering } from './answering';
import { fileOf, open, revertAll, runningBroker, waitFor } from './support';

const PLANTED = 'planted-secret-of-the-panel';

/** The part of a report that the tests look at. */
interface Shown {
  readonly parts: readonly {
    readonly address: { readonly host: string; readonly port: number };
    readonly events: readonly { readonly name: string; readonly ok: boolean }[];
    readonly problems?: readonly unknown[];
  }[];
}

interface Kept {
  readonly report: Shown;
  readonly plan: { readonly jobs: readonly { readonly target: { readonly ca?: string } }[] };
}

/** A panel of the extension, with what its page and the extension tell each other. */
interface Panel {
  /** As the page's script does when a button is pressed. */
  readonly press: (message: object) => void;
  readonly report: () => Shown | undefined;
  /** Paths of the authorities, target by target. */
  readonly authorities: () => readonly (string | undefined)[];
  readonly html: () => string;
  readonly status: () => string;
  readonly isRunning: () => boolean;
}

/** Runs a test of the connection in a panel whose page is spoken for. → The panel, when the run has ended. */
async function panelOf(options: object, command = 'testConnection'): Promise<Panel> {
  const { panel, done } = await openPanel(options, command);
  await done;
  return panel;
}

async function openPanel(options: object, command: string): Promise<{ panel: Panel; done: Thenable<unknown> }> {
  const original = vscode.window.createWebviewPanel;
  const found: Panel[] = [];
  const create = (...given: Parameters<typeof original>) => {
    const panel = original(...given);
    found.push(watched(panel));
    return panel;
  };
  Object.assign(vscode.window, { createWebviewPanel: create });
  try {
    const done = vscode.commands.executeCommand(`mqttSecurity.${command}`, { ...options, panel: true });
    const panel = await waitFor('a panel', () => found[0]);
    return { panel, done };
  } finally {
    Object.assign(vscode.window, { createWebviewPanel: original });
  }
}

/** The real page goes on beside the test: what is pressed here reaches the extension as from there. */
function watched({ webview }: vscode.WebviewPanel): Panel {
  const state: { kept?: Kept; html: string; status: string; running: boolean } = {
    html: '',
    status: '',
    running: false,
  };
  const listeners: ((message: unknown) => void)[] = [];
  const { onDidReceiveMessage, postMessage } = webview;
  Object.assign(webview, {
    onDidReceiveMessage: (listener: (message: unknown) => void) => {
      listeners.push(listener);
      return onDidReceiveMessage.call(webview, listener);
    },
    postMessage: (message: { state?: Kept; html?: string; status?: string; running?: boolean }) => {
      state.kept = message.state ?? state.kept;
      state.html = message.html ?? state.html;
      state.status = message.status ?? state.status;
      state.running = message.running ?? state.running;
      return postMessage.call(webview, message);
    },
  });
  return {
    press: (message) => {
      for (const listener of listeners) listener(message);
    },
    report: () => state.kept?.report,
    authorities: () => (state.kept?.plan.jobs ?? []).map(({ target }) => target.ca),
    html: () => state.html,
    status: () => state.status,
    isRunning: () => state.running,
  };
}

const action = (name: string) => ({ type: 'action', action: name });

/** Presses a button and waits for what comes of it. */
function pressed<T>(panel: Panel, message: object, what: string, look: () => T | undefined, answers: Answers = {}) {
  return answering(answers, async () => {
    panel.press(message);
    return waitFor(what, look, () => `status: ${panel.status()}`);
  });
}

const works = (panel: Panel) => panel.report()?.parts[0]?.events.some(({ name, ok }) => name === 'mqtt' && ok);

const finished = (panel: Panel) => (panel.isRunning() ? undefined : true);

function contentOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8') || undefined;
  } catch {
    return undefined;
  }
}

/** The listener of a configuration that does not run, for remedies that lie in it. */
async function listenerOf(text: string) {
  const editor = await open('wizard', 'mosquitto.conf');
  const all = new vscode.Range(0, 0, editor.document.lineCount, 0);
  await editor.edit((edit) => edit.replace(all, text));
  return { document: editor.document, listener: { uri: editor.document.uri.toString(), line: 0 } };
}

/** That of the running broker, said to let nobody in without a name, which is not so. */
async function runningListener() {
  const { url, ca, serverCert, serverKey } = runningBroker();
  const label = `listener ${new URL(url).port}`;
  const tls = [`cafile ${ca}`, `certfile ${serverCert}`, `keyfile ${serverKey}`];
  return { label, ...(await listenerOf([`${label} 127.0.0.1`, 'allow_anonymous false', ...tls, ''].join('\n'))) };
}

interface Silent {
  readonly panel: Panel;
  readonly done: Thenable<unknown>;
  /** Closes the connections. */
  readonly end: () => void;
}

/** A test of a server that accepts and never speaks, in a panel. */
async function withSilentServer(act: (running: Silent) => Promise<void>): Promise<void> {
  const accepted: Socket[] = [];
  const silent = createServer((socket) => accepted.push(socket)).listen(0, '127.0.0.1');
  const end = () => {
    for (const socket of accepted) socket.destroy();
  };
  try {
    await new Promise((resolve) => silent.once('listening', resolve));
    const address = silent.address();
    assert.ok(typeof address === 'object' && address !== null);
    const options = { url: `mqtt://127.0.0.1:${address.port}`, timeoutMs: 600_000 };
    const { panel, done } = await openPanel(options, 'testConnection');
    await waitFor('a connection', () => (accepted.length > 0 ? true : undefined));
    await act({ panel, done, end });
  } finally {
    end();
    silent.close();
  }
}

suite('the panel of a report', () => {
  teardown(async () => {
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
    await vscode.window.tabGroups.close(tabs.filter(({ input }) => input instanceof vscode.TabInputWebview));
    await revertAll();
  });

  test('is copied, and saved as a page without a script and as JSON, without secrets', async () => {
    const { url, ca } = runningBroker();
    const panel = await panelOf({ url, ca, username: 'somebody', password: PLANTED });
    await waitFor('the page', () => (panel.html() === '' ? undefined : true));
    assert.ok(works(panel), JSON.stringify(panel.report()));
    panel.press(action('copy'));
    await waitFor('“Copied.”', () => (panel.status() === 'Copied.' ? true : undefined));
    const markdown = await vscode.env.clipboard.readText();
    assert.match(markdown, /^# Report on mqtts:/);
    const [page, json] = [fileOf('report.html'), fileOf('report.json')];
    const html = await pressed(panel, action('save-html'), 'the page', () => contentOf(page), { files: [[page]] });
    assert.match(html.result, /^<!doctype html>/i);
    assert.doesNotMatch(html.result, /<script|<button|\son[a-z]+=|javascript:/i);
    const data = await pressed(panel, action('save-json'), 'the data', () => contentOf(json), { files: [[json]] });
    assert.equal(JSON.parse(data.result).parts[0].connection.ok, true);
    const shown = JSON.stringify(panel.report()) + panel.html();
    for (const text of [markdown, html.result, data.result, shown]) assert.ok(!text.includes(PLANTED));
  });

  test('runs again on demand, and what the page makes up is not obeyed', async () => {
    const { url, ca } = runningBroker();
    const panel = await panelOf({ url, ca });
    const first = await waitFor('the report', () => panel.report());
    for (const nonsense of [{}, { type: 'action', action: 'format-disk' }, { type: 'remedy', part: 'part-9' }])
      panel.press(nonsense);
    panel.press({ type: 'reveal', place: 'part-0:7' });
    assert.equal(panel.isRunning(), false);
    panel.press(action('run'));
    await waitFor('another report', () => (panel.report() !== first && !panel.isRunning() ? true : undefined));
    assert.ok(works(panel), JSON.stringify(panel.report()));
  });

  test('cancels, and says so', async () => {
    await withSilentServer(async ({ panel, done }) => {
      await waitFor('the page', () => (panel.html() === '' ? undefined : true));
      assert.equal(panel.isRunning(), true);
      panel.press(action('cancel'));
      await done;
      await waitFor('the end', () => finished(panel));
      assert.equal(panel.status(), 'Cancelled.');
    });
  });

  test('behind another tab it says that it is ready, and comes to the front on demand', async () => {
    await withSilentServer(async ({ done, end }) => {
      await open('wizard', 'mosquitto.conf');
      const answers = { press: ['Show Report'], until: 'is ready' };
      const { messages } = await answering(answers, () => {
        end();
        return done;
      });
      assert.equal(messages.length, 1, messages.join(' | '));
      const front = () => vscode.window.tabGroups.activeTabGroup.activeTab?.input;
      await waitFor('the panel', () => (front() instanceof vscode.TabInputWebview ? true : undefined));
    });
  });

  test('an authority of the workspace remedies an unknown issuer, without a notification', async () => {
    const { ca } = runningBroker();
    mkdirSync(fileOf('authority'), { recursive: true });
    copyFileSync(ca, fileOf('authority', 'ca.crt'));
    const { listener } = await runningListener();
    const answers = { replies: { 'Authority that': 'Public authorities' } };
    const { result: panel, messages } = await answering(answers, () => panelOf({ listener }));
    await waitFor('the button', () => (/data-remedy="part-0"/.test(panel.html()) ? true : undefined), panel.html);
    assert.match(panel.html(), /Use ca\.crt and Test Again/);
    assert.deepEqual(messages, [], 'what remedies it stands in the panel alone');
    panel.press({ type: 'remedy', part: 'part-0' });
    await waitFor('a connection', () => (works(panel) ? finished(panel) : undefined), panel.status);
    assert.doesNotMatch(panel.html(), /data-remedy/);
  });

  test('a name that the certificate lacks is proposed by the wizard', async () => {
    const { url, ca } = runningBroker();
    const { label, listener } = await runningListener();
    const panel = await panelOf({ url, ca, servername: 'other.example', label, listener });
    await waitFor('the button', () => (/data-remedy/.test(panel.html()) ? true : undefined), panel.html);
    const { proposed } = await answering(
      { replies: { 'Names and IP addresses': 'a/b' }, until: 'Names and IP addresses' },
      async () => panel.press({ type: 'remedy', part: 'part-0' }),
    );
    const names = Object.values(proposed).flatMap((text) => text.split(', '));
    assert.deepEqual(names.sort(), ['127.0.0.1', '::1', 'localhost', 'other.example']);
  });

  test('a closed port leads to the listener in the configuration', async () => {
    const { document, listener } = await listenerOf('allow_anonymous false\n\nlistener 1 127.0.0.1\n');
    const place = { ...listener, line: 2 };
    const panel = await panelOf({ url: 'mqtt://127.0.0.1:1', label: 'listener 1', listener: place });
    await waitFor('the button', () => (/data-remedy/.test(panel.html()) ? true : undefined), panel.html);
    panel.press({ type: 'remedy', part: 'part-0' });
    const editor = await waitFor('the file', () => {
      const active = vscode.window.activeTextEditor;
      return active?.document === document && active.selection.active.line === 2 ? active : undefined;
    });
    assert.equal(editor.document.lineAt(2).text, 'listener 1 127.0.0.1');
  });

  test('a difference leads to its line', async () => {
    const { url, ca } = runningBroker();
    const { document, label, listener } = await runningListener();
    const panel = await panelOf({ url, ca, label, listener }, 'compareWithBroker');
    await waitFor('the difference', () => (/data-reveal="part-0:0"/.test(panel.html()) ? true : undefined), panel.html);
    panel.press({ type: 'reveal', place: 'part-0:0' });
    await waitFor('its line', () => {
      const active = vscode.window.activeTextEditor;
      return active?.document === document && active.selection.start.line === 1 ? true : undefined;
    });
  });

  test('all listeners are tested each with its own authority, and saved together', async () => {
    const { url, mutualUrl, ca, serverCert, serverKey } = runningBroker();
    const [first, second] = [new URL(url).port, new URL(mutualUrl).port];
    const other = fileOf('authority', 'other.crt');
    mkdirSync(fileOf('authority'), { recursive: true });
    copyFileSync(ca, other);
    const lines = (port: string, authority: string) =>
      `listener ${port} 127.0.0.1\ncafile ${authority}\ncertfile ${serverCert}\nkeyfile ${serverKey}\n`;
    const { listener } = await listenerOf(lines(first, ca) + lines(second, other));
    const row = { kind: 'broker', file: listener.uri };
    const { result: panel } = await answering({}, () => panelOf(row, 'compareWithBroker'));
    await waitFor('the report', () => panel.report());
    assert.deepEqual(panel.authorities(), [ca, other]);
    await pressed(panel, action('save-target'), 'the end', () => (/saved/.test(panel.status()) ? true : undefined));
    for (const port of [first, second]) {
      const replies = { 'Broker to test': `$(bookmark) mqtts://127.0.0.1:${port}` };
      const { result: again } = await answering({ replies }, () => panelOf({}));
      await waitFor('the report', () => again.report());
      assert.deepEqual(again.authorities(), [port === first ? ca : other]);
    }
  });
});
