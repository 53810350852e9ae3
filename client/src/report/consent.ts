import { isPrivateAddress } from '../../../core/facts/address';
import { t } from '../../../core/facts/message';
import { confirmed } from '../ui/confirm';

/** Asks once for each set of addresses that may belong to somebody else; of this machine and private networks never. */
export function askedConsent(): (addresses: readonly string[]) => Promise<boolean> {
  const answers = new Map<string, Promise<boolean>>();
  return (addresses) => {
    const foreign = addresses.filter((address) => !isPrivateAddress(address));
    if (foreign.length === 0) return Promise.resolve(true);
    const key = [...foreign].sort().join(', ');
    const answer = answers.get(key) ?? ask(key);
    answers.set(key, answer);
    return answer;
  };
}

function ask(addresses: string): Promise<boolean> {
  const question = t('Test {addresses}, outside this machine and private networks?', { addresses });
  const detail = t(
    'Many connections will be opened there. Do that only with brokers that are yours, or whose owner has agreed.',
  );
  return confirmed(question, [detail], t('Test'));
}
