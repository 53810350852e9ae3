import { t } from '../../facts/message';
import type { Problem } from '../event';
import type { Answer } from './line';

/** Why no version was accepted, from the answers to each. */
export function refusalOf(answers: readonly Answer[], timeoutMs: number): Problem {
  const has = (kind: Answer['kind']) => answers.some((answer) => answer.kind === kind);
  if (has('alert') || has('hello')) {
    return {
      code: 'NO_COMMON_VERSION',
      cause: t('The server speaks TLS, but accepts none of the protocol versions and suites that exist.'),
      advice: t('It may serve by name only: give the name with --sni. Otherwise look into its log.'),
    };
  }
  if (has('garbage')) {
    return {
      code: 'NOT_TLS',
      cause: t('The server answers, but not with TLS.'),
      advice: t('This port serves plain text or another protocol; scan the port of the TLS listener, such as 8883.'),
    };
  }
  if (has('closed')) {
    return {
      code: 'CLOSED',
      cause: t('The server closes the connection without answering in TLS.'),
      advice: t(
        'A plaintext MQTT listener does that, and one that is out of connections; scan the TLS port, such as 8883.',
      ),
    };
  }
  if (has('stopped')) {
    return {
      code: 'ETIMEDOUT',
      cause: t('The time for the whole scan ran out before the server had answered.'),
      advice: t('Allow more time, or look whether the server is overloaded.'),
    };
  }
  return {
    code: 'SILENT',
    cause: t('The server accepts connections but does not answer within {seconds} s.', { seconds: timeoutMs / 1000 }),
    advice: t('It may wait for the client to speak first in another protocol, or hang; look into its log.'),
  };
}
