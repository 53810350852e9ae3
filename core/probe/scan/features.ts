import type { Flight } from './flight';
import { EXTENSION } from './registry';
import type { ScanFeatures } from './result';
import type { ServerHello } from './server-messages';
import { SUITE_BY_CODE } from './suites';

/** What the server's hellos tell besides version and suite. */
export function featuresOf(flights: readonly Flight[]): Omit<ScanFeatures, 'fallbackScsv'> {
  const hellos = flights.flatMap(({ hello }) => hello ?? []);
  const old = hellos.filter(({ version }) => version < 0x0304);
  const extended = old.filter(({ version }) => version > 0x0300);
  const cbc = extended.filter(({ suite }) => SUITE_BY_CODE.get(suite)?.mode === 'cbc');
  const shown = flights.filter(({ certificates }) => certificates !== undefined);
  return {
    compression: someOf(old, ({ compression }) => compression !== 0),
    secureRenegotiation: someOf(old, sends(EXTENSION.renegotiationInfo)),
    sessionTickets: someOf(extended, sends(EXTENSION.sessionTicket)),
    sessionIds: someOf(old, ({ sessionId }) => sessionId),
    extendedMasterSecret: someOf(extended, sends(EXTENSION.extendedMasterSecret)),
    encryptThenMac: someOf(cbc, sends(EXTENSION.encryptThenMac)),
    ocspStapling: someOf(shown, ({ stapled }) => stapled === true),
  };
}

function someOf<T>(list: readonly T[], test: (item: T) => boolean): boolean | null {
  return list.length === 0 ? null : list.some(test);
}

function sends(extension: number): (hello: ServerHello) => boolean {
  return ({ extensions }) => extensions.includes(extension);
}
