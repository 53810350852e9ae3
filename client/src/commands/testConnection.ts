import { l10n, window } from 'vscode';
import { t } from '../../../core/facts/message';
import {
  type JsonReport,
  jsonReport,
  markdownReport,
  parseTarget,
  probe,
  type ReportInput,
  type StageEvent,
  stageTitles,
  succeeded,
  type Target,
  urlOf,
} from '../../../core/probe';
import { listenerPlace } from '../brokerDocument';
import type { Services } from '../extension';
import { telling } from '../ui/errors';
import { withProgress } from '../ui/progress';
import { askForTarget } from '../ui/targetQuestions';
import { say } from '../ui/text';
import { isTrusted } from '../ui/trust';

/** Skips every question and the report. */
export interface TestConnectionOptions
  extends Partial<Pick<Target, 'ca' | 'cert' | 'key' | 'username' | 'password' | 'roundtrip'>> {
  readonly url: string;
}

/** Tests the connection to a broker, that of a listener where one is given. → What came of each stage. */
export async function testConnection(services: Services, given?: unknown): Promise<JsonReport | undefined> {
  if (!isTrusted(t('Testing connections'))) return undefined;
  if (isOptions(given)) return jsonReport(await run(services, targetOf(given)), l10n.bundle);
  return telling(services.log, async () => {
    const target = await askForTarget(services, listenerPlace(given));
    if (!target) return undefined;
    const startedAt = Date.now();
    const events = await run(services, target);
    await showReport(services, { target, events, startedAt, versions: process.versions, catalogue: l10n.bundle });
    void offerPasswordStorage(services, target, events);
    return jsonReport(events, l10n.bundle);
  });
}

async function showReport({ reports }: Services, input: ReportInput): Promise<void> {
  const { host, port } = input.target;
  await reports.show(say(t('Connection test {host} {port}', { host, port })), markdownReport(input));
}

function isOptions(given: unknown): given is TestConnectionOptions {
  return typeof given === 'object' && given !== null && 'url' in given && typeof given.url === 'string';
}

function targetOf({ url, ...options }: TestConnectionOptions): Target {
  const parsed = parseTarget(url);
  if (!parsed.ok) throw new Error(say(parsed.reason));
  return { ...parsed.target, ...options };
}

async function run({ log }: Services, target: Target): Promise<readonly StageEvent[]> {
  const url = urlOf(target);
  log.info(`testing ${url}`);
  return withProgress(t('Testing {url}', { url }), async (report, signal) => {
    const events: StageEvent[] = [];
    for await (const event of probe(target, { now: Date.now(), signal })) {
      events.push(event);
      const { name, ok, ms, problem } = event;
      log.info(`${url}: ${name} ${ok ? 'ok' : `failed (${problem?.code})`} after ${ms} ms`);
      report(t('{stage}: {ms} ms', { stage: stageTitles[name], ms }));
    }
    return events;
  });
}

/** A password that works is worth remembering; a remembered one that the broker refused is not. */
async function offerPasswordStorage(
  { passwords }: Services,
  target: Target,
  events: readonly StageEvent[],
): Promise<void> {
  const { host, port, username, password } = target;
  if (username === undefined || password === undefined) return;
  const account = { host, port, username };
  const remembered = (await passwords.get(account)) === password;
  const refused = events.some(({ name, ok }) => name === 'mqtt' && !ok);
  if (succeeded(events) && !remembered) {
    const remember = say(t('Remember'));
    const question = say(t('Remember the password of {username} on {host}?', { username, host }));
    if ((await window.showInformationMessage(question, remember)) === remember)
      await passwords.remember(account, password);
  }
  if (refused && remembered) {
    const forget = say(t('Forget'));
    const question = say(t('Forget the remembered password of {username} on {host}?', { username, host }));
    if ((await window.showInformationMessage(question, forget)) === forget) await passwords.forget(account);
  }
}
