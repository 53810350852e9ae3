import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { EXTENSION, finding, open, waitFor } from '../suite/support';

suite('the packaged extension', () => {
  test('is the installed one, and lints', async () => {
    const extension = vscode.extensions.getExtension(EXTENSION);
    assert.ok(extension, 'the .vsix is not installed');
    assert.equal(existsSync(path.join(extension.extensionPath, 'node_modules')), false);
    assert.equal(
      existsSync(path.join(extension.extensionPath, 'core')),
      false,
      'this is the checkout, not the package',
    );
    const mosquitto = await open('faults', 'mosquitto.conf');
    await finding(mosquitto.document.uri, 'unknown-directive');
    await waitFor('activation', () => extension.isActive || undefined);
    const emqx = await open('emqx', 'emqx.conf');
    await finding(emqx.document.uri, 'tls-version-obsolete');
  });
});
