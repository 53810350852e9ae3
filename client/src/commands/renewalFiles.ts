import { window, workspace } from 'vscode';
import { alertRules, CRON_LINE, deployHook, HOOK_DEFAULTS, systemdUnits } from '../../../core/certs';
import { type Message, t } from '../../../core/facts/message';
import { choose } from '../ui/prompts';
import { say } from '../ui/text';

interface Kind {
  readonly label: Message;
  readonly detail: Message;
  readonly language: string;
  readonly texts: () => readonly string[];
}

const KINDS: Readonly<Record<string, Kind>> = {
  'certbot-mosquitto': {
    label: t('Deploy hook of certbot for Mosquitto'),
    detail: t('Copies what Let’s Encrypt renews to where Mosquitto reads it, and reloads'),
    language: 'shellscript',
    texts: () => [hook('mosquitto')],
  },
  'certbot-emqx': {
    label: t('Deploy hook of certbot for EMQX'),
    detail: t('Copies what Let’s Encrypt renews to where EMQX reads it'),
    language: 'shellscript',
    texts: () => [hook('emqx')],
  },
  systemd: {
    label: t('Service and timer of systemd'),
    detail: t('Renew twice a day, where certbot’s package brings no timer'),
    language: 'ini',
    texts: () => Object.values(systemdUnits()),
  },
  cron: {
    label: t('Line for cron'),
    detail: t('The same for /etc/cron.d'),
    language: 'plaintext',
    texts: () => [CRON_LINE],
  },
  alerts: {
    label: t('Alert rules for Prometheus'),
    detail: t('For the metrics of: {command}', { command: 'mqtt-security certs status --format prometheus' }),
    language: 'yaml',
    texts: () => [alertRules({ warning: 30, critical: 7 })],
  },
};

/** Opens what renews certificates, or watches over them, as untitled documents to review. → How many were opened. */
export async function renewalFiles(given?: unknown): Promise<number> {
  const kind = typeof given === 'string' ? KINDS[given] : await pick();
  for (const content of kind?.texts() ?? []) {
    const document = await workspace.openTextDocument({ content, language: kind?.language ?? 'plaintext' });
    await window.showTextDocument(document, { preview: false });
  }
  return kind?.texts().length ?? 0;
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

function hook(broker: 'mosquitto' | 'emqx'): string {
  const { directory, owner } = HOOK_DEFAULTS[broker];
  return deployHook({ broker, directory, owner, files: { chain: 'fullchain.pem', key: 'privkey.pem' } });
}
