// Runs one suite in desktop VS Code by @vscode/test-electron, which downloads VS Code unless it is given one.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { downloadAndUnzipVSCode, resolveCliArgsFromVSCodeExecutablePath, runTests } from '@vscode/test-electron';
import { cache } from '../../scripts/support/root.mjs';

/**
 * `development` is the folder of the extension under test or, when `vsix` is installed, of an empty one.
 * → exit code
 */
export async function electronRun({
  executable,
  workspace,
  tests,
  development,
  vsix,
  environment,
  artifacts,
  directory,
}) {
  try {
    const vscodeExecutablePath = executable ?? (await download());
    const extensions = path.join(directory, 'extensions');
    const profile = ['--extensions-dir', extensions, '--user-data-dir', path.join(directory, 'user-data')];
    if (vsix) install(vscodeExecutablePath, vsix, profile);
    return await runTests({
      vscodeExecutablePath,
      extensionDevelopmentPath: development,
      extensionTestsPath: tests,
      extensionTestsEnv: { ...environment, E2E_ARTIFACTS: artifacts },
      launchArgs: [workspace, ...profile, '--disable-workspace-trust', '--no-sandbox', '--disable-gpu'],
    });
  } catch (error) {
    console.error(String(error));
    return 1;
  }
}

function download() {
  return downloadAndUnzipVSCode({
    version: process.env.VSCODE_VERSION ?? 'stable',
    cachePath: path.join(cache, 'vscode-desktop'),
  });
}

function install(executable, vsix, profile) {
  const [command, ...args] = resolveCliArgsFromVSCodeExecutablePath(executable, { reuseMachineInstall: true });
  const shell = process.platform === 'win32';
  const { status } = spawnSync(command, [...args, ...profile, '--install-extension', vsix], {
    stdio: 'inherit',
    shell,
  });
  if (status !== 0) throw new Error(`VS Code did not install ${vsix}`);
}
