import { t } from '../../facts/message';
import type { Listener } from '../model';
import { rule } from '../rule';

export default rule({
  title: t('Two listeners on one port'),
  level: 'error',
  kind: 'correctness',
  why: t('Only one of them can be opened.'),
  refs: ['EADDRINUSE, bind(2)', 'EMQX configuration manual'],
  brokers: ['emqx'],

  *check({ listeners }) {
    // By port: a large file has thousands of listeners.
    const seen = new Map<number, Listener[]>();
    for (const listener of listeners) {
      const port = listener.port.value;
      if (!listener.enabled || !port) continue;
      const earlier = seen.get(port) ?? [];
      const other = earlier.find((each) => clash(each, listener));
      if (earlier.length === 0) seen.set(port, earlier);
      earlier.push(listener);
      if (!other) continue;
      const [here, there] = listener.implicit ? [other, listener] : [listener, other];
      const edits = there.close?.() ?? [];
      yield {
        at: here.port.span,
        message: there.implicit
          ? t('{here} cannot have port {port}: {there}, which EMQX opens by itself, has it too', {
              here: here.label,
              there: there.label,
              port,
            })
          : t('{here} cannot have port {port}: {there} has it too', { here: here.label, there: there.label, port }),
        related: there.implicit ? [] : [{ at: there.port.span, message: t('the other listener') }],
        fixes:
          edits.length > 0
            ? [{ title: t('Switch {listener} off', { listener: there.label }), edits, safe: false }]
            : [],
      };
    }
  },
});

/** Of listeners on one port. */
function clash(a: Listener, b: Listener): boolean {
  const sameTransport = (a.transport ?? 'tcp') === (b.transport ?? 'tcp');
  if (!sameTransport) return false;
  const [here, there] = [a.address.value ?? EVERYWHERE, b.address.value ?? EVERYWHERE];
  if (here.includes(':') !== there.includes(':')) return false;
  return here === there || [here, there].some((address) => address === EVERYWHERE || /^\[?::\]?$/.test(address));
}

const EVERYWHERE = '0.0.0.0';
