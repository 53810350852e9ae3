import { type Message, t } from '../../facts/message';
import { promisesTls } from '../../facts/ports';
import type { Draft, Fix, Level } from '../finding';
import type { Junction, Listener } from '../model';
import { isExposed } from '../model-queries';
import { rule } from '../rule';

export default rule({
  title: t('Listener without TLS that other machines can reach'),
  level: 'warning',
  kind: 'security',
  why: t('Passwords, topics and messages can be read and changed by anyone on the way.'),
  refs: ['MQTT 5.0 section 5.4.5', 'RFC 9325', 'CWE-319'],
  beside: 'also',

  *check({ listeners, junctions = [] }) {
    for (const listener of listeners) {
      const { tls, port, at } = listener;
      // Half configured TLS and TLS ports have rules of their own, which say what is missing.
      if (!isExposed(listener) || tls.active || tls.intended || promisesTls(port.value)) continue;
      // Its passwords are those of administrators: `http-api-exposed`.
      if (listener.protocol === 'http') continue;
      const junction = junctions.find((each) => each.listener === listener && each.upstream.terminator);
      if (junction) yield { at, level: 'info', ...behindProxy(junction) };
      else yield { at, message: messageFor(listener), level: levelFor(listener), fixes: fixesFor(listener) };
    }
  },
});

/** A proxy that ends TLS, or a private network, may be the protection that is missing here. */
function levelFor({ proxied, exposure }: Listener): Level {
  return proxied || exposure === 'private' ? 'info' : 'warning';
}

function messageFor({ label, proxied, protocol, exposure, implicit, transport }: Listener): Message {
  const names = { label };
  if (implicit)
    return t(
      '{label} is opened although the file does not name it, and speaks plaintext: switch it off or set up TLS',
      names,
    );
  if (proxied)
    return t(
      '{label} speaks plaintext behind a proxy: see that the proxy ends TLS and that nobody else can reach it',
      names,
    );
  if (exposure === 'private')
    return t('{label} speaks plaintext on a private network: everyone in it can read passwords and messages', names);
  if (protocol === 'websockets')
    return t(
      '{label} offers WebSockets without TLS: set up TLS here, or listen on 127.0.0.1 behind a proxy that ends TLS',
      names,
    );
  if (transport === 'udp')
    return t('{label} is open to other machines without DTLS: set up DTLS, or listen on 127.0.0.1', names);
  return t('{label} is open to other machines without TLS: set up TLS, or listen on 127.0.0.1', names);
}

/** A name leads to another address than loopback, and what nobody wrote is in use here. */
function behindProxy({ listener, proxy, upstream, by }: Junction): Pick<Draft, 'message' | 'related' | 'fixes'> {
  const { label = '', at = upstream.at } = upstream.terminator ?? {};
  const names = { listener: listener.label, proxy: proxy.broker.name, label };
  return {
    message: t(
      '{listener} speaks plaintext behind {proxy}, where “{label}” ends TLS: see that nobody else can reach it',
      names,
    ),
    related: [{ at, message: t('TLS ends here') }],
    fixes: by === 'address' && !listener.implicit ? fixesFor(listener) : [],
  };
}

function fixesFor({ address, implicit, close }: Listener): Fix[] {
  const edits = implicit ? (close?.() ?? []) : address.set('127.0.0.1');
  if (implicit) return edits.length === 0 ? [] : [{ title: t('Switch it off'), edits, safe: false }];
  return edits.length === 0 ? [] : [{ title: t('Listen on this machine only (127.0.0.1)'), edits, safe: false }];
}
