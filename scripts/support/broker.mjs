// A broker on free loopback ports with certificates that this project's own command line made.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import tls from 'node:tls';
import { findProgram, freePort, run, startProcess } from './process.mjs';
import { root } from './root.mjs';

/** Makes ca, server (localhost) and one client; → their paths. */
export function makeCertificates(directory, { client }) {
  mkdirSync(directory, { recursive: true });
  const create = (...args) =>
    run(process.execPath, [path.join(root, 'dist/cli.js'), 'certs', 'create', ...args, '--out', directory]);
  create('ca', '--name', 'MQTT Security demo CA');
  create('server', '--dns', 'localhost', '--ip', '127.0.0.1,::1', '--name', 'localhost');
  create('client', '--name', client);
  const file = (name) => path.join(directory, name);
  return {
    ca: file('ca.crt'),
    serverCert: file('server.crt'),
    serverKey: file('server.key'),
    cert: file(`${client}.crt`),
    key: file(`${client}.key`),
  };
}

/**
 * Starts Mosquitto (or, where `fallback` allows it, aedes inside this process) with two listeners: one that proves only
 * itself, one that demands a client certificate. → {name, url, mutualUrl, config, files, stop}
 */
export async function startBroker(directory, { client = 'demo', fallback = false } = {}) {
  const files = makeCertificates(path.join(directory, 'certs'), { client });
  const ports = { tls: await freePort(), mutual: await freePort() };
  const config = path.join(directory, 'mosquitto.conf');
  writeFileSync(config, mosquittoConfig(ports, files));
  const mosquitto = findProgram('mosquitto');
  if (!mosquitto && !fallback) throw new Error('the real broker is missing: install the package "mosquitto"');
  const started = mosquitto ? await startMosquitto(mosquitto, config, directory) : await startAedes(ports, files);
  return {
    ...started,
    config,
    files,
    url: `mqtts://localhost:${ports.tls}`,
    mutualUrl: `mqtts://localhost:${ports.mutual}`,
  };
}

function mosquittoConfig(ports, files) {
  const shared = [
    `cafile ${files.ca}`,
    `certfile ${files.serverCert}`,
    `keyfile ${files.serverKey}`,
    'tls_version tlsv1.2',
  ];
  return [
    '# Written by a script of MQTT Security; the broker that runs right now reads this file.',
    // Started by root, Mosquitto would become the user "mosquitto", who may not read root's keys.
    ...(process.getuid?.() === 0 ? ['user root'] : []),
    '',
    '# Only this machine can reach the two listeners, so a client needs no name.',
    'allow_anonymous true',
    '',
    '# The broker proves who it is.',
    `listener ${ports.tls} 127.0.0.1`,
    ...shared,
    '',
    '# Mutual TLS: the client proves who it is with a certificate as well, and its name there is its user name.',
    `listener ${ports.mutual} 127.0.0.1`,
    ...shared,
    'require_certificate true',
    'use_identity_as_username true',
    '',
  ].join('\n');
}

async function startMosquitto(program, config, cwd) {
  const { stop, output } = await startProcess(program, ['-c', config], { cwd, ready: /mosquitto version \S+ running/ });
  return { name: 'Mosquitto', stop, output };
}

async function startAedes(ports, files) {
  const { Aedes } = await import('aedes');
  const broker = await Aedes.createBroker();
  const options = {
    ca: readFileSync(files.ca),
    cert: readFileSync(files.serverCert),
    key: readFileSync(files.serverKey),
    minVersion: 'TLSv1.2',
  };
  const servers = [
    await listen(tls.createServer(options, broker.handle), ports.tls),
    await listen(
      tls.createServer({ ...options, requestCert: true, rejectUnauthorized: true }, broker.handle),
      ports.mutual,
    ),
  ];
  const stop = async () => {
    for (const server of servers) server.close();
    await new Promise((resolve) => broker.close(resolve));
  };
  return { name: 'aedes', stop, output: () => '' };
}

function listen(server, port) {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}
