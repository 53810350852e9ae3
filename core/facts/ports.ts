/** What a port number promises to whoever connects to it. */
export interface KnownPort {
  readonly port: number;
  readonly tls: boolean;
  readonly protocol: 'mqtt' | 'websockets' | 'http';
  readonly source: string;
}

export const KNOWN_PORTS: readonly KnownPort[] = [
  { port: 80, tls: false, protocol: 'websockets', source: 'IANA: http' },
  { port: 443, tls: true, protocol: 'websockets', source: 'IANA: https; MQTT over TLS with ALPN in cloud services' },
  { port: 1883, tls: false, protocol: 'mqtt', source: 'IANA: mqtt' },
  { port: 8080, tls: false, protocol: 'websockets', source: 'IANA: http-alt' },
  { port: 8083, tls: false, protocol: 'websockets', source: 'EMQX default' },
  { port: 8084, tls: true, protocol: 'websockets', source: 'EMQX default' },
  { port: 8443, tls: true, protocol: 'websockets', source: 'customary alternative to 443' },
  { port: 8883, tls: true, protocol: 'mqtt', source: 'IANA: secure-mqtt' },
  { port: 8884, tls: true, protocol: 'mqtt', source: 'customary for client certificates (test.mosquitto.org)' },
  { port: 9001, tls: false, protocol: 'websockets', source: 'customary in Mosquitto examples' },
  { port: 9443, tls: true, protocol: 'websockets', source: 'customary alternative to 443' },
  { port: 18083, tls: false, protocol: 'http', source: 'EMQX dashboard default' },
  { port: 18084, tls: true, protocol: 'http', source: 'EMQX dashboard default' },
];

const BY_NUMBER: ReadonlyMap<number, KnownPort> = new Map(KNOWN_PORTS.map((known) => [known.port, known]));

export function knownPort(port: number | undefined): KnownPort | undefined {
  return port === undefined ? undefined : BY_NUMBER.get(port);
}

/** Clients that see this number expect TLS. */
export function promisesTls(port: number | undefined): boolean {
  return knownPort(port)?.tls ?? false;
}
