import { t } from '../../../facts/message';
import type { Workspace } from '../../load';
import type { Advisory } from '../../model';
import { atLeast } from './version';

/** From the broker's change log. */
const ADVISORIES: readonly Advisory[] = [
  {
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
    fixedIn: '2.0.19',
    name: 'CVE-2024-8376, CVE-2024-3935',
    summary: t('a client or a bridged broker can crash the broker with packets in an unusual order'),
  },
];

/** Only for a version that the user named: the newest one is assumed otherwise. */
export function advisoriesFor({ version, versionAssumed }: Workspace): readonly Advisory[] {
  return versionAssumed ? [] : ADVISORIES.filter(({ fixedIn }) => !atLeast(version, fixedIn));
}
