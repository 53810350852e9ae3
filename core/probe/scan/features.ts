import type { Flight } from './flight';
import { SUITE_BY_CODE } from './lane';
import { EXTENSION } from './registry';
import type { ScanFeatures } from './result';
import type { ServerHello } from './server-messages';

/** What the server's hellos tell besides version and suite. */
export function featuresOf(flights: readonly Flight[]): Omit<ScanFeatures, 'fallbackScsv'> {
  const hellos = flights.flatMap(({ hello }) => hello ?? []);
  const old = hellos.filter(({ version }) => version < 0x0304);
  const extended = old.filter(({ version }) => version > 0x0300);
  const cbc = extended.filter(({ suite }) => SUITE_BY_CODE.get(suite)?.mode === 'cbc');
  const shown = flights.filter(({ certificates }) => certificates !== undefined);
  return {
    compression: any(old, ({ compression }) => compression !== 0),
    secureRenegotiation: any(old, sends(EXTENSION.renegotiationInfo)),
    sessionTickets: any(extended, sends(EXTENSION.sessionTicket)),
    sessionIds: any(old, ({ sessionId }) => sessionId),
    extendedMasterSecret: any(extended, sends(EXTENSION.extendedMasterSecret)),
    encryptThenMac: any(cbc, sends(EXTENSION.encryptThenMac)),
    ocspStapling: any(shown, ({ stapled }) => stapled === true),
  };
}

function any<T>(list: readonly T[], test: (item: T) => boolean): boolean | null {
  return list.length === 0 ? null : list.some(test);
}

function sends(extension: number): (hello: ServerHello) => boolean {
  return ({ extensions }) => extensions.includes(extension);
}
