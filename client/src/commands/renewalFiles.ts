import { window, workspace } from 'vscode';
import { alertRules, CRON_LINE, deployHook, HOOK_DEFAULTS, type HookOptions, systemdUnits } from '../../../core/certs';
import { type Message, t } from '../../../core/facts/message';
import { choose, enter } from '../ui/prompts';
import { askInTurn, mapReply, type Step } from '../ui/steps';
import { say } from '../ui/text';

interface Kind {
  readonly label: Message;
  readonly detail: Message;
  readonly language: string;
  /** Undefined where the user leaves. */
  readonly texts: (asking: boolean) => Promise<readonly string[] | undefined>;
}

const KINDS: Readonly<Record<string, Kind>> = {
  'certbot-mosquitto': {
    label: t('Deploy hook of certbot for Mosquitto'),
    detail: t('Copies what Let’s Encrypt renews to where Mosquitto reads it, and reloads'),
    language: 'shellscript',
    texts: (asking) => hook('mosquitto', asking),
  },
  'certbot-emqx': {
    label: t('Deploy hook of certbot for EMQX'),
    detail: t('Copies what Let’s Encrypt renews to where EMQX reads it'),
    language: 'shellscript',
    texts: (asking) => hook('emqx', asking),
  },
  systemd: {
    label: t('Service and timer of systemd'),
    detail: t('Renew twice a day, where certbot’s package brings no timer'),
    language: 'ini',
    texts: async () => Object.values(systemdUnits()),
  },
  cron: {
    label: t('Line for cron'),
    detail: t('The same for /etc/cron.d'),
    language: 'plaintext',
    texts: async () => [CRON_LINE],
  },
  alerts: {
    label: t('Alert rules for Prometheus'),
    detail: t('For the metrics of: {command}', { command: 'mqtt-security certs status --format prometheus' }),
    language: 'yaml',
    texts: async () => [alertRules({ warning: 30, critical: 7 })],
  },
};

/** Opens what renews certificates, or watches over them, as untitled documents to review. → How many were opened. */
export async function renewalFiles(given?: unknown): Promise<number> {
  const kind = typeof given === 'string' ? KINDS[given] : await pick();
  const texts = (await kind?.texts(given === undefined)) ?? [];
  for (const content of texts) {
    const document = await workspace.openTextDocument({ content, language: kind?.language ?? 'plaintext' });
    await window.showTextDocument(document, { preview: false });
  }
  return texts.length;
}

async function pick(): Promise<Kind | undefined> {
  const choices = Object.values(KINDS).map((kind) => ({
    label: say(kind.label),
    detail: say(kind.detail),
    value: kind,
  }));
  const frame = { title: t('Renewal and Monitoring Files'), step: 1, totalSteps: 1, canGoBack: false };
  const reply = await choose(frame, { prompt: t('Nothing is installed: the text opens for you to review'), choices });
  return typeof reply === 'string' ? undefined : reply.value;
}

type Hook = Pick<HookOptions, 'certificateName' | 'directory' | 'owner'>;

async function hook(broker: 'mosquitto' | 'emqx', asking: boolean): Promise<readonly string[] | undefined> {
  const proposed: Hook = HOOK_DEFAULTS[broker];
  const answers = asking
    ? await askInTurn<Hook>(t('Renewal and Monitoring Files'), [certificateName, directory, owner], proposed)
    : proposed;
  if (answers === undefined) return undefined;
  return [deployHook({ broker, files: { chain: 'fullchain.pem', key: 'privkey.pem' }, ...answers })];
}

const certificateName: Step<Hook> = {
  ask: async ({ certificateName: name = '', ...answers }, frame) => {
    const prompt = t('Name of the certificate, as “certbot certificates” lists it (empty: every renewed one)');
    const reply = await enter(frame, { prompt, value: name });
    return mapReply(reply, (text) => (text.trim() === '' ? answers : { ...answers, certificateName: text.trim() }));
  },
};

const directory: Step<Hook> = {
  ask: async (answers, frame) => {
    const reply = await enter(frame, {
      prompt: t('Folder on the broker’s machine where its configuration expects the files'),
      value: answers.directory,
      check: (text) => (text.startsWith('/') ? undefined : t('an absolute path, such as {path}', { path: '/etc' })),
    });
    return mapReply(reply, (text) => ({ ...answers, directory: text }));
  },
};

const owner: Step<Hook> = {
  ask: async (answers, frame) => {
    const reply = await enter(frame, {
      prompt: t('Account that the broker runs as'),
      value: answers.owner,
      check: (text) => (/^[\w.-]+$/.test(text) ? undefined : t('the name of an account')),
    });
    return mapReply(reply, (text) => ({ ...answers, owner: text }));
  },
};
