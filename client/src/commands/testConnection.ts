import { l10n, window } from 'vscode';
import { type Message, t } from '../../../core/facts/message';
import {
  type FullReport,
  type JsonReport,
  jsonReport,
  parseTarget,
  reportJson,
  type StageEvent,
  succeeded,
  type Target,
} from '../../../core/probe';
import { type ListenerPlace, listenerPlace } from '../brokerDocument';
import type { Services } from '../extension';
import type { Plan, Question } from '../report/plan';
import { reportAlone, reportInPanel } from '../report/session';
import { lockedFileOf } from '../ui/credentialQuestions';
import { telling } from '../ui/errors';
import { askForComparison, askForPlan } from '../ui/targetQuestions';
import { say } from '../ui/text';
import { isTrusted } from '../ui/trust';

/** Skips every question and, unless it is asked for, the panel. */
export interface TestOptions
  extends Partial<
    Pick<
      Target,
      'ca' | 'cert' | 'key' | 'p12' | 'passphrase' | 'username' | 'password' | 'servername' | 'roundtrip' | 'timeoutMs'
    >
  > {
  readonly url: string;
  readonly forbiddenTopic?: string;
  readonly panel?: boolean;
  /** The listener to compare with: its label, and the configuration's address and line. */
  readonly label?: string;
  readonly listener?: ListenerPlace;
}

/** Tests the connection to a broker, that of a listener where one is given. → What came of each stage. */
export async function testConnection(services: Services, given?: unknown): Promise<JsonReport | undefined> {
  const report = await prove(services, 'connection', given);
  return report && jsonReport(report.parts[0]?.events ?? [], l10n.bundle);
}

/** Finds out what TLS a broker accepts. → The report as JSON. */
export async function scanTls(services: Services, given?: unknown): Promise<object | undefined> {
  const report = await prove(services, 'scan', given);
  return report && reportJson(report, l10n.bundle);
}

/** Tries what a broker must refuse. → The report as JSON. */
export async function checkRefusals(services: Services, given?: unknown): Promise<object | undefined> {
  const report = await prove(services, 'refusals', given);
  return report && reportJson(report, l10n.bundle);
}

/** Compares listeners of a configuration with the broker that runs with it. → The report as JSON. */
export async function compareWithBroker(services: Services, given?: unknown): Promise<object | undefined> {
  const report = await prove(services, 'comparison', given);
  return report && reportJson(report, l10n.bundle);
}

const SUBJECTS: Readonly<Record<Question, Message>> = {
  connection: t('Testing connections'),
  scan: t('Scanning TLS'),
  refusals: t('Checking what brokers refuse'),
  comparison: t('Comparing files with brokers'),
};

async function prove(services: Services, question: Question, given: unknown): Promise<FullReport | undefined> {
  if (!isTrusted(SUBJECTS[question])) return undefined;
  if (isOptions(given)) {
    const plan = planOf(question, given);
    return given.panel ? reportInPanel(services, plan) : reportAlone(services, plan);
  }
  return telling(services.log, async () => {
    const plan = await asked(services, question, given);
    if (plan === undefined) return undefined;
    const report = await reportInPanel(services, plan);
    void offerToRemember(services, plan, report);
    return report;
  });
}

async function asked(services: Services, question: Question, given: unknown): Promise<Plan | undefined> {
  if (question !== 'comparison') return askForPlan(services, question, listenerPlace(given));
  const file = configurationOf(given);
  const place = listenerPlace(given) ?? (file === undefined ? undefined : { uri: file, line: 0 });
  const plan = await askForComparison(services, { ...(place ? { place } : {}), all: file !== undefined });
  return plan;
}

/** A row of the view that stands for a whole configuration. */
function configurationOf(given: unknown): string | undefined {
  const isRow = typeof given === 'object' && given !== null && 'kind' in given && given.kind === 'broker';
  return isRow && 'file' in given && typeof given.file === 'string' ? given.file : undefined;
}

function isOptions(given: unknown): given is TestOptions {
  return typeof given === 'object' && given !== null && 'url' in given && typeof given.url === 'string';
}

function planOf(question: Question, { url, forbiddenTopic, panel: _, label, listener, ...options }: TestOptions): Plan {
  const parsed = parseTarget(url);
  if (!parsed.ok) throw new Error(say(parsed.reason));
  const job = {
    target: { ...parsed.target, ...options },
    ...(label ? { label } : {}),
    ...(listener ? { listener } : {}),
  };
  const questions: Question[] = question === 'comparison' ? ['connection', 'comparison'] : [question];
  return { questions, jobs: [job], ...(forbiddenTopic ? { forbiddenTopic } : {}) };
}

/** A secret that works is worth remembering; a remembered one that was refused is not. */
async function offerToRemember(services: Services, { jobs: [job] }: Plan, report: FullReport): Promise<void> {
  const events = report.parts[0]?.events ?? [];
  if (job === undefined || events.length === 0) return;
  await offerPassword(services, job.target, events);
  await offerPassphrase(services, job.target, events);
}

async function offerPassword({ passwords }: Services, target: Target, events: readonly StageEvent[]): Promise<void> {
  const { host, port, username, password } = target;
  if (username === undefined || password === undefined) return;
  const account = { host, port, username };
  const remembered = (await passwords.get(account)) === password;
  const refused = events.some(({ name, ok }) => name === 'mqtt' && !ok);
  if (succeeded(events) && !remembered) {
    const question = t('Remember the password of {username} on {host}?', { username, host });
    if (await agreed(question, t('Remember'))) await passwords.remember(account, password);
  }
  if (refused && remembered) {
    const question = t('Forget the remembered password of {username} on {host}?', { username, host });
    if (await agreed(question, t('Forget'))) await passwords.forget(account);
  }
}

/** TLS is reached only with a passphrase that opens the key. */
async function offerPassphrase(
  { passphrases }: Services,
  target: Target,
  events: readonly StageEvent[],
): Promise<void> {
  const { passphrase } = target;
  const file = lockedFileOf(target);
  if (!passphrase || file === '') return;
  const remembered = (await passphrases.get(file)) === passphrase;
  const opens = events.some(({ name, ok }) => name === 'mqtt' && ok);
  if (opens && !remembered && (await agreed(t('Remember the passphrase of {file}?', { file }), t('Remember'))))
    await passphrases.remember(file, passphrase);
}

async function agreed(question: Message, action: Message): Promise<boolean> {
  const yes = say(action);
  return (await window.showInformationMessage(say(question), yes)) === yes;
}
