import { format, type Message } from '../facts/message';

/** Why no certificates were made, in words for the user: a name that cannot be used, a file that is in the way, … */
export class CertificatesError extends Error {
  constructor(
    readonly reason: Message,
    readonly code: 'input' | 'exists' | 'authority' | 'passphrase' | 'io',
  ) {
    super(format(reason));
    this.name = 'CertificatesError';
  }
}
