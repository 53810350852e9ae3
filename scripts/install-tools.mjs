// The programs that the tests run against: installed on Debian as root, else named.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { findProgram } from './support/process.mjs';
import { isMain } from './support/root.mjs';

const TOOLS = [
  { found: () => findProgram('mosquitto'), package: 'mosquitto', use: 'the real broker' },
  { found: () => findProgram('mosquitto_pub'), package: 'mosquitto-clients', use: "the broker's own clients" },
  { found: () => findProgram('openssl'), package: 'openssl', use: 'the second opinion on certificates' },
  { found: () => findProgram('certtool'), package: 'gnutls-bin', use: 'the third opinion on certificates' },
  { found: () => findProgram('sslscan'), package: 'sslscan', use: 'the second opinion on what a TLS server accepts' },
  { found: () => findProgram('nginx'), package: 'nginx-light', use: 'the TLS terminator in front of a broker' },
  { found: () => findProgram('bssl-tool'), package: 'android-boringssl', use: "the TLS library of VS Code's window" },
  {
    found: () => existsSync('/usr/lib/nginx/modules/ngx_stream_module.so'),
    package: 'libnginx-mod-stream',
    use: 'the TLS terminator that passes MQTT on',
  },
  { found: () => findProgram('ip'), package: 'iproute2', use: 'what makes networks in which nothing arrives' },
  { found: () => findProgram('promtool'), package: 'prometheus', use: 'the judge of metrics and alerting rules' },
  { found: () => findProgram('shellcheck'), package: 'shellcheck', use: 'the judge of shell scripts' },
  {
    found: () => process.env.CHROMIUM ?? findProgram('chromium') ?? findProgram('google-chrome'),
    package: 'chromium',
    use: "the window of VS Code's web host",
  },
];
const FONTS = 'fonts-dejavu-core';
const POLICY = '/usr/sbin/policy-rc.d';

/** Installs what is missing, where that is possible. → what is still missing, as sentences */
export function installTools() {
  const missing = TOOLS.filter((tool) => !tool.found());
  if (missing.length > 0 && canInstall()) install(missing.map((tool) => tool.package));
  return TOOLS.filter((tool) => !tool.found()).map(
    (tool) => `${tool.use} is missing: install the package "${tool.package}"`,
  );
}

function canInstall() {
  return process.platform === 'linux' && process.getuid?.() === 0 && findProgram('apt-get') !== undefined;
}

function install(packages) {
  const all = packages.includes('chromium') ? [...packages, FONTS] : packages;
  console.log(`installing ${all.join(', ')} with apt-get`);
  const lift = forbidServices();
  try {
    if (!aptGet(['install', ...all])) aptGet(['update']) && aptGet(['install', ...all]);
  } finally {
    lift();
  }
}

/** Installing the package `mosquitto` would start a broker on port 1883; this is Debian's own way to say no. */
function forbidServices() {
  if (existsSync(POLICY)) return () => undefined;
  writeFileSync(POLICY, '#!/bin/sh\nexit 101\n');
  chmodSync(POLICY, 0o755);
  return () => rmSync(POLICY, { force: true });
}

function aptGet([action, ...packages]) {
  const options = action === 'install' ? ['-y', '--no-install-recommends'] : [];
  const args = ['-o', 'DPkg::Lock::Timeout=600', '-qq', action, ...options, ...packages];
  const { status } = spawnSync('apt-get', args, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  return status === 0;
}

if (isMain(import.meta.url)) {
  const missing = installTools();
  for (const sentence of missing) console.error(sentence);
  process.exitCode = missing.length > 0 ? 1 : 0;
}
