#!/usr/bin/env node
// Understands the command line that @vscode/test-electron gives to VS Code, and runs the suite in the web host.
import { webRun } from './web-run.mjs';

const option = (name) => process.argv.find((argument) => argument.startsWith(`--${name}=`))?.slice(name.length + 3);

process.exitCode = await webRun({
  workspace: process.argv.slice(2).find((argument) => !argument.startsWith('-')),
  tests: option('extensionTestsPath'),
  development: option('extensionDevelopmentPath'),
  resultFile: process.env.E2E_RESULT_FILE,
  artifacts: process.env.E2E_ARTIFACTS,
});
