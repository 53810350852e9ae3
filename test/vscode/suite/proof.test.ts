import assert from 'node:assert/strict';
import { createServer, type Socket } from 'node:net';
import * as vscode from 'vscode';
import { open, replace, revertAll, runningBroker, waitFor } from './support';

/** The part of the report that the tests look at. */
interface Report {
  readonly parts: readonly {
    readonly url: string;
    readonly connection?: { readonly ok: boolean };
    readonly scan?: {
      readonly protocols: Readonly<Record<string, boolean>>;
      readonly grade: { readonly letter: string };
    };
    readonly refusals?: readonly { readonly id: string; readonly outcome: string }[];
    readonly differences?: readonly { readonly id: string; readonly line: number }[];
    readonly problems?: readonly string[];
  }[];
}

const run = (command: string, options: object) =>
  vscode.commands.executeCommand<Report>(`mqttSecurity.${command}`, options);

/** Tabs that show a report. */
function reportTabs(): readonly vscode.Tab[] {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  return tabs.filter(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.includes('report'));
}

/** Those of file against live, which other diagnostics of the same file must not be mistaken for. */
function liveDiagnostics(uri: vscode.Uri): readonly vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'mqtt-security (live)');
}

suite('proof of a running broker', () => {
  teardown(async () => {
    await vscode.window.tabGroups.close([...reportTabs()]);
    await revertAll();
  });

  test('a TLS scan says what is accepted, with a grade, in a panel', async () => {
    const { url, ca } = runningBroker();
    const [part] = (await run('scanTls', { url, ca, panel: true })).parts;
    assert.equal(part?.scan?.protocols['tls1.2'], true, JSON.stringify(part));
    assert.equal(part?.scan?.protocols.ssl3, false);
    assert.match(part?.scan?.grade.letter ?? '', /^A/);
    const [tab] = await waitFor('the report', () => (reportTabs().length > 0 ? reportTabs() : undefined));
    assert.ok(tab?.label.includes(new URL(url).port), tab?.label);
  });

  test('strangers are refused by mutual TLS', async () => {
    const { mutualUrl, ca, cert, key } = runningBroker();
    const [part] = (await run('checkRefusals', { url: mutualUrl, ca, cert, key })).parts;
    const outcomes = Object.fromEntries((part?.refusals ?? []).map(({ id, outcome }) => [id, outcome]));
    for (const id of ['no-client-certificate', 'foreign-client-certificate', 'expired-client-certificate', 'plaintext'])
      assert.equal(outcomes[id], 'refused', `${id}: ${JSON.stringify(part)}`);
  });

  test('what the file says and the broker does not do stands at the line, until the next edit', async () => {
    const { url, ca } = runningBroker();
    const { port } = new URL(url);
    const editor = await open('wizard', 'mosquitto.conf');
    const { document } = editor;
    const text = `listener ${port} 127.0.0.1\nallow_anonymous false\ncafile ${ca}\ncertfile ${runningBroker().serverCert}\nkeyfile ${runningBroker().serverKey}\n`;
    await editor.edit((edit) => edit.replace(new vscode.Range(0, 0, document.lineCount, 0), text));
    const listener = { uri: document.uri.toString(), line: 0 };
    const options = { url, ca, label: `listener ${port}`, listener, panel: true };
    const [part] = (await run('compareWithBroker', options)).parts;
    assert.equal(part?.connection?.ok, true, JSON.stringify(part));
    assert.deepEqual(
      part?.differences?.map(({ id, line }) => `${id}:${line}`),
      ['anonymous-allowed:2'],
    );
    const [diagnostic] = liveDiagnostics(document.uri);
    assert.equal(diagnostic?.range.start.line, 1);
    assert.equal(diagnostic?.severity, vscode.DiagnosticSeverity.Error);
    // The panel stands before the file now.
    const again = await vscode.window.showTextDocument(document);
    await replace(again, 'allow_anonymous false', 'allow_anonymous  false');
    await waitFor('no difference any more', () => (liveDiagnostics(document.uri).length === 0 ? true : undefined));
  });

  test('a public address is tested only after a yes, and a no is no failure', async () => {
    const asked: string[] = [];
    const original = vscode.window.showWarningMessage;
    const stub = async (question: string, options: unknown) => {
      asked.push(question);
      assert.deepEqual((options as { modal?: boolean }).modal, true);
      return undefined;
    };
    Object.assign(vscode.window, { showWarningMessage: stub });
    try {
      const [part] = (await run('scanTls', { url: 'mqtts://192.0.2.1:8883' })).parts;
      assert.equal(part?.scan?.protocols, undefined);
      const [refused] = (await run('checkRefusals', { url: 'mqtts://192.0.2.1:8883' })).parts;
      assert.equal(refused?.refusals, undefined);
    } finally {
      Object.assign(vscode.window, { showWarningMessage: original });
    }
    assert.equal(asked.length, 2);
    for (const question of asked) assert.match(question, /192\.0\.2\.1/);
  });

  test('closing the panel ends the test, and what is known by then is the report', async () => {
    const accepted: Socket[] = [];
    const silent = createServer((socket) => accepted.push(socket));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const address = silent.address();
    assert.ok(typeof address === 'object' && address);
    try {
      const url = `mqtt://127.0.0.1:${address.port}`;
      const running = run('checkRefusals', { url, panel: true, timeoutMs: 600_000 });
      await waitFor('a connection', () => (accepted.length > 1 ? true : undefined));
      await vscode.window.tabGroups.close([...reportTabs()]);
      const [part] = (await running).parts;
      assert.deepEqual(part?.problems, ['Cancelled.']);
    } finally {
      for (const socket of accepted) socket.destroy();
      silent.close();
    }
  });

  test('what a command hands back holds no secret', async () => {
    const { mutualUrl, ca, cert, key } = runningBroker();
    const planted = 'planted-secret-of-the-suite';
    const secret = { username: 'u', password: planted, passphrase: planted };
    for (const command of ['testConnection', 'checkRefusals', 'scanTls']) {
      const report = await run(command, { url: mutualUrl, ca, cert, key, ...secret });
      assert.ok(!JSON.stringify(report).includes(planted), command);
    }
  });
});
