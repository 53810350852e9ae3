import { randomBytes } from 'node:crypto';
import { issue } from './issue';
import { pemOf } from './pem';

/** A client certificate that no broker should take, with its key. PEM; kept in memory only. */
export interface StrangerPair {
  readonly cert: Buffer;
  readonly key: Buffer;
}

/** A client of the same name from an authority made up on the spot. `now`: milliseconds since 1970 UTC. */
export async function foreignClient(name: string, now: number): Promise<StrangerPair> {
  const at = { now, random: randomBytes };
  const common = { dns: [], ip: [], key: 'p256', days: 1 } as const;
  const authority = await issue({ role: 'ca', name: 'Authority that nobody knows', ...common }, at);
  const { certificate, key } = await issue({ role: 'client', name, ...common }, at, authority);
  return {
    cert: Buffer.from(pemOf('CERTIFICATE', certificate)),
    key: Buffer.from(key.export({ format: 'pem', type: 'pkcs8' })),
  };
}
