import path from 'node:path';
import { type Message, t } from '../../../../core/facts/message';
import type { Services } from '../../extension';
import { fingerprintOf, passphrasePrompt } from '../passphrase';
import { enter } from '../prompts';
import { mapReply, type Step } from '../steps';
import { type Answers, passphraseComplaint } from './answers';

/** Of the authority that is there and issues. */
export function caPassphrase({ authorities }: Services): Step<Answers> {
  return {
    applies: ({ caKeyEncrypted }) => caKeyEncrypted,
    ask: async (answers, frame) => {
      const file = path.join(answers.directory, `${answers.authority.issuer}.crt`);
      const fingerprint = await fingerprintOf(file);
      const remembered = fingerprint === undefined ? undefined : await authorities.get(fingerprint);
      const prompt = passphrasePrompt(file, remembered !== undefined);
      const reply = await enter(frame, { prompt, secret: true });
      return mapReply(reply, (text) => ({ ...answers, caPassphrase: text === '' ? (remembered ?? '') : text }));
    },
  };
}

/** For the keys of the authorities that are made, and once more to be sure. */
export const newCaPassphrase: readonly Step<Answers>[] = typedTwice({
  applies: ({ authority }) => authority.encrypt,
  prompt: t('New passphrase for the private key of the authority'),
  again: t('The new passphrase for the private key of the authority once more'),
  read: (answers) => answers.newCaPassphrase,
  write: (answers, newCaPassphrase) => ({ ...answers, newCaPassphrase }),
});

/** For the clients' archives. */
export const archivePassphrase: readonly Step<Answers>[] = typedTwice({
  applies: ({ archives, set }) => archives && set !== 'server',
  prompt: t('Passphrase for the archives; whoever installs one on a device types it there'),
  again: t('The passphrase for the archives once more'),
  read: (answers) => answers.archivePassphrase,
  write: (answers, archivePassphrase) => ({ ...answers, archivePassphrase }),
});

interface Twice {
  readonly applies: (answers: Answers) => boolean;
  readonly prompt: Message;
  readonly again: Message;
  readonly read: (answers: Answers) => string | undefined;
  readonly write: (answers: Answers, passphrase: string) => Answers;
}

function typedTwice({ applies, prompt, again, read, write }: Twice): readonly Step<Answers>[] {
  return [
    {
      applies,
      ask: async (answers, frame) => {
        const reply = await enter(frame, { prompt, secret: true, check: passphraseComplaint });
        return mapReply(reply, (text) => write(answers, text));
      },
    },
    {
      applies,
      ask: async (answers, frame) => {
        const check = (text: string) => (text === read(answers) ? undefined : t('not the same passphrase'));
        return mapReply(await enter(frame, { prompt: again, secret: true, check }), () => answers);
      },
    },
  ];
}
