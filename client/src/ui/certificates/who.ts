import { readFile } from 'node:fs/promises';
import { env } from 'vscode';
import { KEY_CHOICES, type KeyChoice } from '../../../../core/certs';
import { t } from '../../../../core/facts/message';
import { type Choice, choose, chooseFile, enter, type Source } from '../prompts';
import { mapReply, type Step } from '../steps';
import { say } from '../text';
import { type Answers, asLine, complaint, KEY_DETAILS, listOf } from './answers';

export const whichSet: Step<Answers> = {
  ask: async (answers, frame) => {
    const choices: Choice<Answers['set']>[] = [
      {
        label: say(t('Broker and clients')),
        detail: say(t('Mutual TLS: the broker lets in only clients with a certificate')),
        value: 'mutual',
      },
      {
        label: say(t('Broker')),
        detail: say(t('The broker proves who it is; clients sign in with a password or otherwise')),
        value: 'server',
      },
      {
        label: say(t('Clients')),
        detail: say(t('More client certificates from an authority that is there already')),
        value: 'clients',
      },
    ];
    const reply = await choose(frame, {
      prompt: t('Who gets a certificate'),
      choices,
      active: (set) => set === answers.set,
    });
    return mapReply(reply, (set) => ({ ...answers, set }));
  },
};

export const names: Step<Answers> = {
  applies: ({ set }) => set !== 'clients',
  ask: async (answers, frame) => {
    const reply = await enter(frame, {
      prompt: t('Names and IP addresses under which clients reach the broker, with commas between them'),
      value: answers.names.join(', '),
      check: (text) => complaint({ ...answers, names: listOf(text), clients: [] }),
    });
    return mapReply(reply, (text) => ({ ...answers, names: listOf(text) }));
  },
};

/** A line of text loses the line breaks of what is pasted into it, so lists have buttons of their own. */
const LISTS: readonly Source[] = [
  {
    icon: 'clippy',
    tooltip: t('Take the list in the clipboard, one name a line'),
    read: async () => asLine(await env.clipboard.readText()),
  },
  {
    icon: 'go-to-file',
    tooltip: t('Take the first column of a CSV file'),
    read: async () => {
      const file = await chooseFile(t('List of clients'), undefined);
      return file && asLine(await readFile(file.fsPath, 'utf8'));
    },
  },
];

export const clients: Step<Answers> = {
  applies: ({ set }) => set !== 'server',
  ask: async (answers, frame) => {
    const reply = await enter(frame, {
      prompt: t('MQTT user names of the clients, with commas between them; or press a button above for a list'),
      value: answers.clients.join(', '),
      check: (text) =>
        listOf(text).length === 0 ? t('name at least one client') : complaint({ ...answers, clients: listOf(text) }),
      sources: LISTS,
    });
    return mapReply(reply, (text) => ({ ...answers, clients: listOf(text) }));
  },
};

export const archives: Step<Answers> = {
  applies: ({ set }) => set !== 'server',
  ask: async (answers, frame) => {
    const choices: Choice<boolean>[] = [
      { label: say(t('Certificate and key')), detail: say(t('Two PEM files for each client')), value: false },
      {
        label: say(t('Certificate, key and an archive (PKCS#12)')),
        detail: say(t('One more file for each client, with a passphrase: for phones and devices')),
        value: true,
      },
    ];
    const reply = await choose(frame, {
      prompt: t('Files for each client'),
      choices,
      active: (value) => value === answers.archives,
    });
    return mapReply(reply, (value) => ({ ...answers, archives: value }));
  },
};

export const key: Step<Answers> = {
  ask: async (answers, frame) => {
    const choices = KEY_CHOICES.map(
      (value): Choice<KeyChoice> => ({ label: value, detail: say(KEY_DETAILS[value]), value }),
    );
    const reply = await choose(frame, { prompt: t('Kind of key'), choices, active: (value) => value === answers.key });
    return mapReply(reply, (chosen) => ({ ...answers, key: chosen }));
  },
};

export const days: Step<Answers> = {
  ask: async (answers, frame) => {
    const reply = await enter(frame, {
      prompt: t('Days for which the certificates are valid'),
      value: String(answers.days),
      check: (text) =>
        /^\d+$/.test(text.trim()) ? complaint({ ...answers, days: Number(text) }) : t('a whole number of days'),
    });
    return mapReply(reply, (text) => ({ ...answers, days: Number(text) }));
  },
};
