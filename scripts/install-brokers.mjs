// Further versions of Mosquitto beside the system's, for the tests that ask every version they find in out/brokers.
// Nothing is installed: the packages of newer Debian suites are unpacked and run with their own C library.
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { run } from './support/process.mjs';
import { isMain, root } from './support/root.mjs';

/** Suites of Debian whose Mosquitto is another than the one of the suite before. */
const SUITES = ['trixie', 'sid'];
const PACKAGES = ['mosquitto', 'mosquitto-clients'];
const PROGRAMS = ['mosquitto', 'mosquitto_passwd', 'mosquitto_pub', 'mosquitto_sub'];
const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';

/** One folder for each version, named after it, with the programs and a folder `plugins` where the version has some. */
export const brokers = path.join(root, 'out/brokers');

/** Brings what is missing. → the versions that are there afterwards */
export function installBrokers() {
  const mirror = debianMirror();
  mkdirSync(brokers, { recursive: true });
  for (const suite of SUITES) installFrom(suite, mirror);
  return readdirSync(brokers).sort();
}

/** The mirror that this machine already uses for Debian. */
function debianMirror() {
  const format = ['indextargets', '--format', '$(ORIGIN) $(SITE)'];
  const found = /^Debian (\S+\/debian\/?)$/m.exec(run('apt-get', format))?.[1];
  if (!found) throw new Error('apt knows no mirror of Debian; the packages of Mosquitto come from one');
  return found;
}

function installFrom(suite, mirror) {
  const work = mkdtempSync(path.join(tmpdir(), 'mqtt-security-brokers-'));
  // The user under whom apt fetches must get in.
  chmodSync(work, 0o755);
  try {
    const options = privateApt(work, suite, mirror);
    run('apt-get', [...options, '-qq', 'update']);
    const version = offered(options);
    const target = path.join(brokers, version);
    if (existsSync(target)) return console.log(`mosquitto ${version} is there`);
    console.log(`fetching mosquitto ${version} from ${suite}`);
    unpack(download(work, options), path.join(work, 'unpacked'));
    publish(path.join(work, 'unpacked'), target);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Options under which apt reads and writes nothing of the system's own state. */
function privateApt(work, suite, mirror) {
  for (const folder of ['lists/partial', 'cache/archives/partial', 'debs'])
    mkdirSync(path.join(work, folder), { recursive: true });
  writeFileSync(path.join(work, 'sources.list'), `deb [signed-by=${KEYRING}] ${mirror} ${suite} main\n`);
  writeFileSync(path.join(work, 'status'), '');
  const settings = {
    'Dir::Etc::sourcelist': path.join(work, 'sources.list'),
    'Dir::Etc::sourceparts': '/dev/null',
    'Dir::State::lists': path.join(work, 'lists'),
    'Dir::State::status': path.join(work, 'status'),
    'Dir::Cache': path.join(work, 'cache'),
    'APT::Sandbox::User': process.getuid?.() === 0 ? 'root' : '',
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
}

/** `2.1.2` for the package version `2.1.2-3`. */
function offered(options) {
  const version = /^Version: (?:\d+:)?(\d+\.\d+\.\d+)/m.exec(run('apt-cache', [...options, 'show', 'mosquitto']))?.[1];
  if (!version) throw new Error('the suite has no package mosquitto');
  return version;
}

/** The programs and every library that they need, down to the C library. → the folder of the packages */
function download(work, options) {
  const no = ['recommends', 'suggests', 'conflicts', 'breaks', 'replaces', 'enhances'].map((each) => `--no-${each}`);
  const needed = run('apt-cache', [...options, 'depends', '--recurse', ...no, ...PACKAGES])
    .split('\n')
    .filter((name) => /^(lib[a-z0-9.+-]+|mosquitto[a-z-]*)$/.test(name));
  run('apt-get', [...options, '-qq', 'download', ...new Set(needed)], { cwd: path.join(work, 'debs') });
  return path.join(work, 'debs');
}

function unpack(packages, target) {
  for (const name of readdirSync(packages)) run('dpkg', ['-x', path.join(packages, name), target]);
}

/** Moves the folder to its place only when its broker has answered, so that a half folder never stands there. */
function publish(unpacked, target) {
  const libraries = path.join('usr/lib', multiarch(unpacked));
  // Some packages leave it to their installation to name libraries as programs ask for them.
  run('/sbin/ldconfig', ['-n', path.join(unpacked, libraries)]);
  const plugins = path.join(libraries, 'mosquitto');
  if (existsSync(path.join(unpacked, plugins))) symlinkSync(plugins, path.join(unpacked, 'plugins'));
  for (const program of PROGRAMS) writeWrapper(unpacked, program, libraries);
  const { stdout } = spawnSync(path.join(unpacked, 'mosquitto'), ['-h'], { encoding: 'utf8' });
  if (!/mosquitto version/.test(stdout ?? '')) throw new Error(`the unpacked broker does not run: ${unpacked}`);
  chmodSync(unpacked, 0o755);
  run('cp', ['-a', unpacked, target]);
}

function multiarch(unpacked) {
  const found = readdirSync(path.join(unpacked, 'usr/lib')).find((name) => /^\w+-linux-gnu/.test(name));
  if (!found) throw new Error('the packages hold no libraries of this machine');
  return found;
}

/** The loader of the unpacked C library starts the program, and finds the unpacked libraries first. */
function writeWrapper(unpacked, program, libraries) {
  const binary = ['usr/sbin', 'usr/bin'].map((folder) => `${folder}/${program}`);
  const found = binary.find((file) => existsSync(path.join(unpacked, file)));
  if (!found) throw new Error(`the packages hold no ${program}`);
  const loader = readdirSync(path.join(unpacked, libraries)).find((name) => /^ld-linux.*\.so\.\d+$/.test(name));
  const lines = ['#!/bin/sh', 'here=$(dirname "$(readlink -f "$0")")'];
  const parts = [
    `"$here/${libraries}/${loader}"`,
    '--library-path',
    `"$here/${libraries}"`,
    `"$here/${found}"`,
    '"$@"',
  ];
  writeFileSync(path.join(unpacked, program), `${[...lines, `exec ${parts.join(' ')}`].join('\n')}\n`, { mode: 0o755 });
}

if (isMain(import.meta.url)) console.log(`in out/brokers: ${installBrokers().join(', ')}`);
