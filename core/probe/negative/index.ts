import { t } from '../../facts/message';
import { failureOf } from '../deadline';
import type { Target } from '../target';
import { attempt, findPlace } from './attempt';
import type { NegativeOptions, NegativeResult } from './result';
import { type Ended, type NegativeTest, TESTS } from './tests';

export type { NegativeOptions, NegativeResult, NegativeTestId, Stranger } from './result';

/**
 * Tries what a broker must refuse, one after the other, each on a connection of its own, and yields how it ended. The
 * client as the target describes it must be let in first; otherwise what asks for that is `undecided`. Rejects only
 * where the name or the port does not answer, or where it is cancelled.
 */
export async function* negativeTests(target: Target, options: NegativeOptions): AsyncGenerator<NegativeResult, void> {
  const place = await findPlace(target, options.signal);
  const control = await attempt(target, place, options.signal, async () => undefined);
  for (const test of TESTS) yield { id: test.id, title: test.title, ...(await ended(test)) };

  async function ended(test: NegativeTest): Promise<Ended> {
    const reason = test.skip(target, options);
    if (reason !== undefined) return { outcome: 'skipped', detail: reason, ms: 0 };
    const result = await safely(test);
    if (!test.needsControl || control.kind === 'accepted' || result.outcome !== 'refused') return result;
    const { code } = control.failure;
    return {
      ...result,
      outcome: 'undecided',
      detail: t('the client is not let in with its own credentials ({code})', { code }),
    };
  }

  async function safely(test: NegativeTest): Promise<Ended> {
    try {
      return await test.run(target, place, options);
    } catch (error) {
      if (options.signal?.aborted) throw error;
      return { outcome: 'undecided', detail: t('no answer ({code})', { code: failureOf(error).code }), ms: 0 };
    }
  }
}
