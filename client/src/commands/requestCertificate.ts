import path from 'node:path';
import { Uri, window, workspace } from 'vscode';
import {
  CertificatesError,
  carryOutRequest,
  DEFAULT_KEY,
  KEY_CHOICES,
  type KeyChoice,
  LOCAL_NAMES,
  planCertificateRequest,
  planCertificates,
  type RequestPlan,
} from '../../../core/certs';
import { type Message, t } from '../../../core/facts/message';
import type { Services } from '../extension';
import { KEY_DETAILS, listOf, serverNames } from '../ui/certificates/answers';
import { confirmed } from '../ui/confirm';
import { telling } from '../ui/errors';
import { withProgress } from '../ui/progress';
import { choose, chooseFolder, enter } from '../ui/prompts';
import { askInTurn, mapReply, type Step } from '../ui/steps';
import { say } from '../ui/text';
import { isTrusted } from '../ui/trust';

interface Answers {
  readonly role: 'server' | 'client';
  readonly names: string;
  readonly client: string;
  readonly key: KeyChoice;
  readonly directory: string;
}

const TITLE = t('Make Certificate Request');

/** Makes a key and a request for an outside authority, once confirmed. → what was made. */
export async function requestCertificate(services: Services): Promise<RequestPlan | undefined> {
  if (!isTrusted(t('Making certificate requests'))) return undefined;
  return telling(services.log, async () => {
    const answers = await askInTurn<Answers>(TITLE, [role, names, client, key, directory], {
      role: 'server',
      names: [...LOCAL_NAMES.dns].join(', '),
      client: 'client-1',
      key: DEFAULT_KEY,
      directory: '',
    });
    if (!answers) return undefined;
    const plan = await planCertificateRequest(requestOf(answers));
    if (!(await agreed(plan))) return undefined;
    const force = plan.existing.length > 0;
    await withProgress(t('Making the request'), (_, signal) => carryOutRequest(plan, { force, signal }));
    services.log.info(`request written: ${plan.requestFile}`);
    await window.showTextDocument(Uri.file(plan.requestFile));
    const text = t('Send {file} to the authority, then run Import Signed Certificate with what comes back.', {
      file: path.basename(plan.requestFile),
    });
    void window.showInformationMessage(say(text));
    return plan;
  });
}

const role: Step<Answers> = {
  ask: async (answers, frame) => {
    const choices = [
      {
        label: say(t('Broker')),
        detail: say(t('A certificate for the names of the broker')),
        value: 'server' as const,
      },
      { label: say(t('Client')), detail: say(t('A certificate for one MQTT user')), value: 'client' as const },
    ];
    const reply = await choose(frame, { prompt: t('Who gets a certificate'), choices });
    return mapReply(reply, (value) => ({ ...answers, role: value }));
  },
};

const names: Step<Answers> = {
  applies: (answers) => answers.role === 'server',
  ask: async (answers, frame) => {
    const reply = await enter(frame, {
      prompt: t('Names and IP addresses under which clients reach the broker, with commas between them'),
      value: answers.names,
      check: (text) => complaint({ ...answers, names: text }),
    });
    return mapReply(reply, (text) => ({ ...answers, names: text }));
  },
};

const client: Step<Answers> = {
  applies: (answers) => answers.role === 'client',
  ask: async (answers, frame) => {
    const reply = await enter(frame, {
      prompt: t('MQTT user name of the client'),
      value: answers.client,
      check: (text) => complaint({ ...answers, client: text }),
    });
    return mapReply(reply, (text) => ({ ...answers, client: text }));
  },
};

const key: Step<Answers> = {
  ask: async (answers, frame) => {
    const choices = KEY_CHOICES.map((value) => ({ label: value, detail: say(KEY_DETAILS[value]), value }));
    const reply = await choose(frame, { prompt: t('Kind of key'), choices, active: (value) => value === answers.key });
    return mapReply(reply, (chosen) => ({ ...answers, key: chosen }));
  },
};

const directory: Step<Answers> = {
  ask: async (answers) => {
    const [folder] = workspace.workspaceFolders ?? [];
    const picked = await chooseFolder(t('Folder for the key and the request'), folder?.uri);
    return picked ? { value: { ...answers, directory: picked.fsPath } } : 'cancel';
  },
};

function requestOf(answers: Answers) {
  const { role: asked, directory: folder, key: chosen } = answers;
  const holder = asked === 'server' ? { server: serverNames(listOf(answers.names)) } : { client: answers.client };
  return { directory: folder, key: chosen, ...holder };
}

function complaint(answers: Answers): Message | undefined {
  try {
    const { client: name, ...request } = { client: undefined, ...requestOf(answers) };
    planCertificates({ ...request, clients: name === undefined ? [] : [name] });
    return undefined;
  } catch (error) {
    if (error instanceof CertificatesError) return error.reason;
    throw error;
  }
}

function agreed({ requestFile, keyFile, existing }: RequestPlan): Promise<boolean> {
  const details = [
    t('Folder: {directory}', { directory: path.dirname(requestFile) }),
    t('{file}: the private key, which stays here', { file: path.basename(keyFile) }),
    t('{file}: the request, for the authority', { file: path.basename(requestFile) }),
    ...existing.map((file) => t('{file} is there and would be replaced', { file: path.basename(file) })),
  ];
  return confirmed(t('Make a private key and a request?'), details, t('Make Them'));
}
