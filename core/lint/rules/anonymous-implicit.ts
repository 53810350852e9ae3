import { t } from '../../facts/message';
import type { Listener } from '../model';
import { alsoNamed, labelsOf } from '../model-queries';
import { rule } from '../rule';

export default rule({
  title: t('Listener that lets nobody in'),
  level: 'warning',
  kind: 'correctness',
  why: t('Every client is refused with “not authorised”.'),
  refs: ['Mosquitto 2.0.0', 'mosquitto.conf(5) authentication methods'],
  brokers: ['mosquitto'],

  *check(model) {
    // What is to be in an empty directory of includes is somewhere else.
    if (model.fragment || model.includes.some(({ files }) => files.length === 0)) return;
    const shut = model.listeners.filter(letsNobodyIn);
    const [first] = shut;
    if (!first) return;
    yield {
      at: first.at,
      message: t(
        '{labels}: anonymous clients are refused and nothing checks a password, so nobody gets in: add password_file or a plugin',
        {
          labels: labelsOf(shut),
        },
      ),
      related: alsoNamed(shut).map(({ at, label }) => ({ at, message: t('{label} lets nobody in either', { label }) })),
    };
  },
});

function letsNobodyIn({ enabled, implicit, protocol, anonymous, authentication, unchecked }: Listener): boolean {
  const open = anonymous.value || unchecked || authentication.length > 0;
  return enabled && !implicit && protocol !== 'http' && !open;
}
