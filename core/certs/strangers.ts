import { randomBytes } from 'node:crypto';
import { type Issued, issue } from './issue';
import { pemOf } from './pem';

/** A client certificate that no broker should take, with its key. PEM; kept in memory only. */
export interface StrangerPair {
  readonly cert: Buffer;
  readonly key: Buffer;
}

/** A client of the same name from an authority made up on the spot. `now`: milliseconds since 1970 UTC. */
export async function foreignClient(name: string, now: number): Promise<StrangerPair> {
  const authority = { ...COMMON, role: 'ca', name: 'Authority that nobody knows' } as const;
  return clientOf(await issue(authority, { now, random: randomBytes }), name, now);
}

/** A client of this authority whose certificate begins at `now` and lasts for a day. */
export async function clientOf(issuer: Issued, name: string, now: number): Promise<StrangerPair> {
  const client = { ...COMMON, role: 'client', name } as const;
  const { certificate, key } = await issue(client, { now, random: randomBytes }, issuer);
  return {
    cert: Buffer.from(pemOf('CERTIFICATE', certificate)),
    key: Buffer.from(key.export({ format: 'pem', type: 'pkcs8' })),
  };
}

const COMMON = { dns: [], ip: [], key: 'p256', days: 1 } as const;
