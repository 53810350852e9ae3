/** Configurations of a given number of lines, of the same shape in four languages, with a mistake in every 70th line or so. */
export interface Sample {
  readonly text: string;
  /** Where a digit is typed and taken back. */
  readonly edit: { readonly line: number; readonly character: number };
}

export function mosquitto(lines: number): Sample {
  return sample(lines, 10, { line: 2, character: 17 }, (i) => [
    `listener ${1024 + (i % 60_000)} 127.0.0.1`,
    `protocol ${i % 2 ? 'mqtt' : 'websockets'}`,
    `max_connections ${i % 7 === 3 ? 'many' : 1000}`,
    `use_username_as_clientid ${i % 3 === 0}`,
    `mount_point site/${i}/`,
    `max_qos ${i % 3}`,
    'socket_domain ipv4',
    `# the ${i}. listener`,
    `# listener ${i}`,
    '',
  ]);
}

export function emqx(lines: number): Sample {
  return sample(lines, 10, { line: 2, character: 22 }, (i) => [
    `listeners.ssl.l${i} {`,
    `  bind = "127.0.0.1:${1024 + (i % 60_000)}"`,
    `  max_connections = ${i % 7 === 3 ? '"many"' : 10_000}`,
    '  ssl_options {',
    `    depth = ${1 + (i % 9)}`,
    '    honor_cipher_order = true',
    '    handshake_timeout = 15s',
    '    versions = ["tlsv1.3", "tlsv1.2"]',
    '  }',
    '}',
  ]);
}

export function json(lines: number): Sample {
  const body = sample(lines - 4, 9, { line: 3, character: 24 }, (i) => [
    `  "listener_${i}": {`,
    `    "port": ${1024 + (i % 60_000)},`,
    `    "protocol": "${i % 2 ? 'mqtt' : 'websockets'}",`,
    `    "max_connections": ${i % 7 === 3 ? '"many"' : 1000},`,
    `    "use_identity": ${i % 3 === 0},`,
    `    "cafile": "/etc/mosquitto/ca_certificates/ca${i}.crt",`,
    `    "certfile": "/etc/mosquitto/certs/s${i}.crt",`,
    `    "keyfile": "/etc/mosquitto/certs/s${i}.key"`,
    '  },',
  ]);
  return { text: `{\n${body.text}  "end": {}\n}\n`, edit: { ...body.edit, line: body.edit.line + 1 } };
}

export function yaml(lines: number): Sample {
  return sample(lines, 9, { line: 3, character: 21 }, (i) => [
    `listener_${i}:`,
    `  port: ${1024 + (i % 60_000)}`,
    `  protocol: ${i % 2 ? 'mqtt' : 'websockets'}`,
    `  max_connections: ${i % 7 === 3 ? 'many' : 1000}`,
    `  use_identity: ${i % 3 === 0}`,
    `  cafile: /etc/mosquitto/ca_certificates/ca${i}.crt`,
    `  certfile: /etc/mosquitto/certs/s${i}.crt`,
    `  keyfile: /etc/mosquitto/certs/s${i}.key`,
    `# listener ${i}`,
  ]);
}

/** The schema that the JSON and YAML servers validate against. */
export const SCHEMA = {
  additionalProperties: {
    type: 'object',
    properties: {
      port: { type: 'integer' },
      protocol: { enum: ['mqtt', 'websockets'] },
      max_connections: { type: 'integer' },
      use_identity: { type: 'boolean' },
      cafile: { type: 'string' },
      certfile: { type: 'string' },
      keyfile: { type: 'string' },
    },
  },
};

function sample(
  lines: number,
  size: number,
  edit: Sample['edit'],
  block: (index: number) => readonly string[],
): Sample {
  const out: string[] = [];
  for (let i = 0; out.length + size <= lines; i++) out.push(...block(i));
  // In the middle, in a block without a mistake (its number modulo 7 is not 3).
  const middle = Math.floor(out.length / size / 2 / 7) * 7;
  return { text: `${out.join('\n')}\n`, edit: { line: middle * size + edit.line, character: edit.character } };
}
