/** Text for the broker's configuration that makes it use the certificates. */
export interface ConfigRequest {
  readonly broker: 'mosquitto' | 'emqx' | 'nanomq';
  readonly files: { readonly ca: string; readonly certificate: string; readonly key: string };
  /** Only clients with a certificate of the authority may connect. */
  readonly clientCertificates: boolean;
  /** A whole listener; without it only the lines that belong into an existing one. */
  readonly listener?: { readonly port: number; readonly name?: string };
}

/** A text is known for this broker's configuration. */
export function hasConfigLines(broker: string): broker is ConfigRequest['broker'] {
  return Object.hasOwn(WRITERS, broker);
}

export function configLines(request: ConfigRequest): string {
  return WRITERS[request.broker](request);
}

const WRITERS: Readonly<Record<ConfigRequest['broker'], (request: ConfigRequest) => string>> = {
  mosquitto: mosquittoLines,
  emqx: emqxLines,
  nanomq: nanomqLines,
};

/** Values run to the end of the line and take no quotes. */
function mosquittoLines({ files, clientCertificates, listener }: ConfigRequest): string {
  return lines([
    ...(listener ? [`listener ${listener.port}`] : []),
    `cafile ${files.ca}`,
    `certfile ${files.certificate}`,
    `keyfile ${files.key}`,
    ...(clientCertificates ? ['require_certificate true', 'use_identity_as_username true'] : []),
  ]);
}

function emqxLines({ files, clientCertificates, listener }: ConfigRequest): string {
  const options = [
    'ssl_options {',
    `  cacertfile = ${quoted(files.ca)}`,
    `  certfile = ${quoted(files.certificate)}`,
    `  keyfile = ${quoted(files.key)}`,
    ...(clientCertificates ? ['  verify = verify_peer', '  fail_if_no_peer_cert = true'] : []),
    '}',
  ];
  if (listener === undefined) return lines(options);
  const head = [`listeners.ssl.${listener.name ?? 'default'} {`, `  bind = "0.0.0.0:${listener.port}"`];
  return lines([...head, ...options.map((line) => `  ${line}`), '}']);
}

/** Options stand right in the listener, which needs no name of its own. */
function nanomqLines({ files, clientCertificates, listener }: ConfigRequest): string {
  const options = [
    `cacertfile = ${quoted(files.ca)}`,
    `certfile = ${quoted(files.certificate)}`,
    `keyfile = ${quoted(files.key)}`,
    ...(clientCertificates ? ['verify_peer = true', 'fail_if_no_peer_cert = true'] : []),
  ];
  if (listener === undefined) return lines(options);
  const head = [
    `listeners.ssl${listener.name === undefined ? '' : `.${listener.name}`} {`,
    `  bind = "0.0.0.0:${listener.port}"`,
  ];
  return lines([...head, ...options.map((line) => `  ${line}`), '}']);
}

/** EMQX's HOCON strings know the escapes of a backslash and a quotation mark. */
function quoted(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&')}"`;
}

function lines(list: readonly string[]): string {
  return list.map((line) => `${line}\n`).join('');
}
