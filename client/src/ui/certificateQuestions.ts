import { isIP } from 'node:net';
import path from 'node:path';
import { Uri, window, workspace } from 'vscode';
import {
  CertificatesError,
  DEFAULT_KEY,
  KEY_CHOICES,
  type KeyChoice,
  LOCAL_NAMES,
  PROFILES,
  planCertificates,
  planSet,
  type SetOptions,
  type SetPlan,
} from '../../../core/certs';
import { type Message, t } from '../../../core/facts/message';
import { type Configuration, configurationFor, type Destination } from '../configuration';
import type { Services } from '../extension';
import { PLAN_TITLE, planReport } from './planReport';
import { type Choice, choose, chooseFolder, enter } from './prompts';
import { askInTurn, type Frame, mapReply, type Reply, type Step } from './steps';
import { say } from './text';

export const CA_NAME = 'MQTT Security CA';

/** What the user has agreed to. */
export interface Wishes {
  readonly plan: SetPlan;
  readonly overwrite: boolean;
  readonly caPassphrase?: string;
  readonly configuration: Configuration | undefined;
}

interface Answers {
  readonly set: 'mutual' | 'server' | 'clients';
  readonly names: readonly string[];
  readonly clients: readonly string[];
  readonly key: KeyChoice;
  readonly days: number;
  readonly directory: string;
  /** Of the authority in the folder, where there is one. */
  readonly caKeyEncrypted: boolean;
  readonly caPassphrase?: string;
  readonly listener: string | undefined;
  readonly wishes?: Wishes;
}

/** Asks which certificates to make, shows the plan, and asks whether to carry it out. */
export async function askForCertificates(
  services: Services,
  open: Destination | undefined,
): Promise<Wishes | undefined> {
  const steps = [
    whichSet,
    names,
    clients,
    key,
    days,
    directory(open),
    listener(open),
    passphrase,
    agreement(services, open),
  ];
  const answers = await askInTurn(t('Generate Certificates'), steps, {
    set: 'mutual',
    names: [...LOCAL_NAMES.dns, ...LOCAL_NAMES.ip],
    clients: ['client-1'],
    key: DEFAULT_KEY,
    days: PROFILES.server.days,
    directory: '',
    caKeyEncrypted: false,
    listener: open?.listeners[0],
  });
  return answers?.wishes;
}

const whichSet: Step<Answers> = {
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

const names: Step<Answers> = {
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

const clients: Step<Answers> = {
  applies: ({ set }) => set !== 'server',
  ask: async (answers, frame) => {
    const reply = await enter(frame, {
      prompt: t('MQTT user names of the clients, with commas between them'),
      value: answers.clients.join(', '),
      check: (text) =>
        listOf(text).length === 0 ? t('name at least one client') : complaint({ ...answers, clients: listOf(text) }),
    });
    return mapReply(reply, (text) => ({ ...answers, clients: listOf(text) }));
  },
};

const KEY_DETAILS: Readonly<Record<KeyChoice, Message>> = {
  p256: t('ECDSA P-256: fast, and every client in use knows it'),
  p384: t('ECDSA P-384'),
  ed25519: t('Ed25519: many MQTT clients do not know it yet'),
  rsa2048: t('RSA with 2048 bits: for old clients'),
  rsa3072: t('RSA with 3072 bits'),
  rsa4096: t('RSA with 4096 bits: slow on small devices'),
};

const key: Step<Answers> = {
  ask: async (answers, frame) => {
    const choices = KEY_CHOICES.map(
      (value): Choice<KeyChoice> => ({ label: value, detail: say(KEY_DETAILS[value]), value }),
    );
    const reply = await choose(frame, { prompt: t('Kind of key'), choices, active: (value) => value === answers.key });
    return mapReply(reply, (chosen) => ({ ...answers, key: chosen }));
  },
};

const days: Step<Answers> = {
  ask: async (answers, frame) => {
    const reply = await enter(frame, {
      prompt: t('Days for which the certificates are valid'),
      value: String(answers.days),
      check: (text) => complaint({ ...answers, days: Number(text) }),
    });
    return mapReply(reply, (text) => ({ ...answers, days: Number(text) }));
  },
};

function directory(open: Destination | undefined): Step<Answers> {
  const ask = async (answers: Answers, frame: Frame): Promise<Reply<Answers>> => {
    const reply = await chooseDirectory(open, answers, frame);
    if (typeof reply === 'string') return reply;
    const chosen = { ...answers, directory: reply.value };
    try {
      const { caKeyEncrypted } = await planSet(setOptions(chosen));
      return { value: { ...chosen, caKeyEncrypted } };
    } catch (error) {
      // The folder's authority cannot issue, or there is none: another folder may do.
      if (!(error instanceof CertificatesError)) throw error;
      await window.showErrorMessage(say(error.reason));
      return ask(chosen, frame);
    }
  };
  return { ask };
}

async function chooseDirectory(open: Destination | undefined, answers: Answers, frame: Frame): Promise<Reply<string>> {
  const folders = proposedFolders(open);
  const choices = folders.map((folder) => ({
    label: workspace.asRelativePath(folder, false),
    description: folder,
    value: folder,
  }));
  const other = { label: `$(folder-opened) ${say(t('Other folder…'))}`, value: '' };
  const reply = await choose(frame, {
    prompt: t('Folder for the files'),
    choices: [...choices, other],
    active: (folder) => folder !== '' && folder === answers.directory,
  });
  if (typeof reply === 'string' || reply.value !== '') return reply;
  const start = folders[0] === undefined ? undefined : Uri.file(path.dirname(folders[0]));
  const picked = await chooseFolder(t('Folder for the certificates'), start);
  return picked ? { value: picked.fsPath } : 'cancel';
}

function proposedFolders(open: Destination | undefined): readonly string[] {
  const beside =
    open?.document.uri.scheme === 'file' ? [path.join(path.dirname(open.document.uri.fsPath), 'certs')] : [];
  const folders = (workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  return [...new Set([...beside, ...folders.map(({ uri }) => path.join(uri.fsPath, 'certs'))])];
}

function listener(open: Destination | undefined): Step<Answers> {
  return {
    applies: ({ set }) => set !== 'clients' && (open?.listeners.length ?? 0) > 1,
    ask: async (answers, frame) => {
      const choices = (open?.listeners ?? []).map((label): Choice<string> => ({ label, value: label }));
      const reply = await choose(frame, {
        prompt: t('Listener that gets the certificate'),
        choices,
        active: (label) => label === answers.listener,
      });
      return mapReply(reply, (label) => ({ ...answers, listener: label }));
    },
  };
}

const passphrase: Step<Answers> = {
  applies: ({ caKeyEncrypted }) => caKeyEncrypted,
  ask: async (answers, frame) => {
    const prompt = t('Passphrase of the private key of the authority in {directory}', { directory: answers.directory });
    return mapReply(await enter(frame, { prompt, secret: true }), (text) => ({ ...answers, caPassphrase: text }));
  },
};

function agreement(services: Services, open: Destination | undefined): Step<Answers> {
  return { ask: (answers, frame) => agree(services, open, answers, frame) };
}

async function agree(
  services: Services,
  open: Destination | undefined,
  answers: Answers,
  frame: Frame,
): Promise<Reply<Answers>> {
  const plan = await planSet(setOptions(answers));
  const configuration = open && (await configurationFor(open, plan, answers.set === 'mutual', answers.listener));
  await services.reports.show(say(PLAN_TITLE), planReport(plan, configuration, 'planned'));
  const replaced = plan.files.filter((file) => file.exists).length;
  const target = configuration?.listener;
  const choices = agreements(plan.files.length, target).map(({ label, configures }) => ({
    label: `$(${replaced > 0 ? 'warning' : 'check'}) ${say(label)}`,
    ...(replaced > 0 ? { detail: say(t('existing files that are replaced: {replaced}', { replaced })) } : {}),
    value: configures ? configuration : undefined,
  }));
  const reply = await choose(frame, { prompt: t('The plan is shown in the editor'), choices });
  // Without a listener to edit, the lines are still there to be copied.
  const fallback = target === undefined ? configuration : undefined;
  return mapReply(reply, (chosen) => ({
    ...answers,
    wishes: { plan, overwrite: replaced > 0, caPassphrase: answers.caPassphrase, configuration: chosen ?? fallback },
  }));
}

/** What one may agree to. The labels differ, since the quick pick tells its rows apart by them. */
function agreements(count: number, listener: string | undefined) {
  const alone = { label: t('Write {count} files and leave the configuration as it is', { count }), configures: false };
  return listener === undefined
    ? [{ label: t('Write {count} files', { count }), configures: false }]
    : [{ label: t('Write {count} files and name them at {listener}', { count, listener }), configures: true }, alone];
}

function setOptions(answers: Answers): SetOptions {
  const { set, directory: folder, key: keyChoice, days: validity } = answers;
  return {
    directory: folder,
    key: keyChoice,
    days: validity,
    clients: set === 'server' ? [] : answers.clients,
    caName: CA_NAME,
    authority: set === 'clients' ? 'reuse' : 'reuse-or-create',
    now: Date.now(),
    ...(set === 'clients' ? {} : { server: serverNames(answers.names) }),
  };
}

function serverNames(all: readonly string[]): { readonly dns: readonly string[]; readonly ip: readonly string[] } {
  return { dns: all.filter((name) => isIP(name) === 0), ip: all.filter((name) => isIP(name) !== 0) };
}

/** What the certificate maker has against the answers so far. */
function complaint(answers: Answers): Message | undefined {
  try {
    planCertificates(setOptions(answers));
    return undefined;
  } catch (error) {
    if (error instanceof CertificatesError) return error.reason;
    throw error;
  }
}

/** Between commas: a user name may hold spaces. */
function listOf(text: string): readonly string[] {
  const names = text.split(',').map((name) => name.trim());
  return [...new Set(names.filter((name) => name !== ''))];
}
