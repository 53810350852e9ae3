import { type Message, t } from '../../facts/message';
import { promisesTls } from '../../facts/ports';
import type { Level } from '../finding';
import type { Outgoing } from '../model';
import { rule } from '../rule';

export default rule({
  title: t('Connection to another machine without TLS'),
  level: 'warning',
  kind: 'security',
  why: t('The password of the connection and all it carries can be read and changed on the way.'),
  refs: ['MQTT 5.0 section 5.4.5', 'RFC 9325', 'CWE-319', 'CWE-523'],

  *check({ outgoing }) {
    for (const connection of outgoing) {
      const { at, tls, exposure, port } = connection;
      // A TLS port is `plaintext-on-tls-port`, unless there are TLS options that have no effect.
      if (tls.active || exposure === 'loopback' || (promisesTls(port.value) && !tls.intended)) continue;
      yield { at: tls.intended ?? at, message: messageFor(connection), level: levelFor(connection) };
    }
  },
});

function levelFor({ tls, exposure, carries }: Outgoing): Level {
  if (tls.intended || (carries && exposure === 'public')) return 'error';
  return exposure === 'private' ? 'info' : 'warning';
}

function messageFor({ tls, label, exposure }: Outgoing): Message {
  if (tls.intended && tls.switchedOnBy !== undefined) {
    return t('{label} connects in plaintext, for its TLS options do not count without “{option}”', {
      label,
      option: tls.switchedOnBy,
    });
  }
  if (tls.intended) {
    return t('{label} connects in plaintext, for its TLS options do not switch TLS on: name the authority to trust', {
      label,
    });
  }
  if (exposure === 'private') return t('{label} connects in plaintext over a private network', { label });
  return t('{label} connects to another machine without TLS: set up TLS for it', { label });
}
