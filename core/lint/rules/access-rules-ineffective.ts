import { t } from '../../facts/message';
import { isExposed } from '../model-queries';
import { rule } from '../rule';

export default rule({
  title: t('Address rules that nobody asks'),
  level: 'error',
  kind: 'security',
  why: t('The list looks like a fence, and every address gets in.'),
  refs: ['CWE-863', 'EMQX 4.x to 6.3: emqx_listeners, ranch_opts'],
  brokers: ['emqx'],

  *check({ listeners }) {
    for (const listener of listeners) {
      const { unaskedAddressRules, label } = listener;
      if (!unaskedAddressRules || !isExposed(listener)) continue;
      yield {
        at: unaskedAddressRules,
        message: t(
          '{label} takes clients from every address all the same, for WebSocket listeners do not ask these rules: bind it to an inner address, or guard the port outside of the broker',
          { label },
        ),
      };
    }
  },
});
