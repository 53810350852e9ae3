import { type Message, t } from '../facts/message';
import type { Role } from './profile';

/**
 * How a broker takes a renewed certificate. Mosquitto reads certfile and keyfile again on SIGHUP since 2.0.0, its cafile
 * never (net_mosq.c); Erlang keeps PEM files for two minutes (ssl_pem_cache_clean), which EMQX leaves as it is. Any other
 * broker is told by its id and restarted, which is right for all of them.
 */
export function reloadSteps(broker: string, role: Role): readonly Message[] {
  if (role === 'client') return [t('give the new files to the client; the broker needs nothing')];
  const restart = role === 'ca' || role === 'intermediate';
  if (broker === 'emqx') {
    return [t('EMQX takes the files for new connections within two minutes; there is nothing to do')];
  }
  if (broker !== 'mosquitto') return [t('restart the broker, so that it reads the new files')];
  return restart
    ? [t('Mosquitto reads an authority only when it starts: {command}', { command: 'systemctl restart mosquitto' })]
    : [t('tell Mosquitto to read the files again: {command}', { command: 'systemctl reload mosquitto' })];
}
