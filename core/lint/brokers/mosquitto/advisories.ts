import { t } from '../../../facts/message';
import type { Workspace } from '../../load';
import type { Advisory } from '../../model';
import { atLeast } from './version';

interface Weakness extends Advisory {
  /** First version with the weakness; absent: as old as the versions that are known here. */
  readonly since?: string;
}

/**
 * The version that mends it is from the broker's change log, the first one that has it from the CVE's own record. Left
 * out: CVE-2024-10525, which is about clients. The change log of 2.0.22 to 2.1.2 names no weakness of the broker.
 */
const WEAKNESSES: readonly Weakness[] = [
  {
    fixedIn: '2.0.8',
    name: 'CVE-2021-34432',
    summary: t('a client can crash the broker with a message without a topic'),
  },
  {
    since: '2.0.0',
    fixedIn: '2.0.10',
    name: 'CVE-2021-28166',
    summary: t('a client can crash the broker with a packet that only brokers send'),
  },
  {
    since: '1.6.0',
    fixedIn: '2.0.11',
    name: 'CVE-2021-34431',
    summary: t('clients can make the broker use up its memory as they connect'),
  },
  {
    since: '2.0.0',
    fixedIn: '2.0.12',
    name: 'CVE-2021-34434',
    summary: t('clients keep subscriptions that the dynamic security plugin has withdrawn'),
  },
  {
    fixedIn: '2.0.16',
    name: 'CVE-2023-28366, CVE-2023-0809, CVE-2023-3592',
    summary: t('clients can make the broker use up its memory'),
  },
  {
    // The change log names no numbers: “mismatched subscribe/unsubscribe” is CVE-2024-8376 (up to 2.0.18), the “crash on
    // bridge using remapped topic” is CVE-2024-3935 (2.0.0 to 2.0.18).
    fixedIn: '2.0.19',
    name: 'CVE-2024-8376',
    summary: t('a client can crash the broker with packets in an unusual order'),
  },
  {
    since: '2.0.0',
    fixedIn: '2.0.19',
    name: 'CVE-2024-3935',
    summary: t('the broker at the other end of a bridge that remaps topics can crash this one'),
  },
  {
    // “Further fix for CVE-2023-28366”, and a leak on SUBSCRIBE without a number.
    fixedIn: '2.0.21',
    name: 'CVE-2023-28366',
    summary: t('clients that logged in can still make the broker use up its memory'),
  },
];

/** Only for a version that the user named: the newest one is assumed otherwise. */
export function advisoriesFor({ version, versionAssumed }: Workspace): readonly Advisory[] {
  if (versionAssumed) return [];
  return WEAKNESSES.filter(({ since = '0', fixedIn }) => atLeast(version, since) && !atLeast(version, fixedIn));
}
