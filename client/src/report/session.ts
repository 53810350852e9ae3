import { env, l10n, Range, Uri, type WebviewPanel, window, workspace } from 'vscode';
import type { Place } from '../../../core/facts/expectation';
import { t } from '../../../core/facts/message';
import { expectationOf } from '../../../core/lint';
import { type FullReport, reportMarkdown, urlOf } from '../../../core/probe';
import { activeBrokerDocument } from '../brokerDocument';
import type { Services } from '../extension';
import { telling } from '../ui/errors';
import { withProgress } from '../ui/progress';
import { say } from '../ui/text';
import { isTrusted } from '../ui/trust';
import { askedConsent } from './consent';
import type { Action } from './page';
import { openPanel, type PanelState, type ReportPanel, readState } from './panel';
import { type Job, type Plan, restoredPlan, storedPlan } from './plan';
import { authorityFiles, remedied } from './remedies';
import { emptyReport, type Findings, runPlan } from './run';
import { saveHtml, saveJson } from './saving';
import { askName, nameOfTarget, secretOf, whichTargets } from './secretQuestions';
import { makeStrangers } from './strangers';

/** Carries the plan out in a panel of its own. → The report. */
export async function reportInPanel(services: Services, plan: Plan): Promise<FullReport> {
  const session = sessionOf(services, plan);
  const report = emptyReport(plan, { now: Date.now(), versions: process.versions });
  const state = { report, plan: storedPlan(plan), places: [] };
  const panel = openPanel(services.context, state, session);
  return session.run(panel);
}

/** The same without a panel, for callers that want the report alone. */
export async function reportAlone(services: Services, plan: Plan): Promise<FullReport> {
  return (await carryOut(services, plan, { signal: new AbortController().signal, onChange: () => undefined })).report;
}

/** Brings a panel back after a reload of the window; what it shows is from before. */
export function restorePanel(services: Services, panel: WebviewPanel, kept: unknown): void {
  const state = readState(kept);
  if (state === undefined) panel.dispose();
  else openPanel(services.context, state, sessionOf(services, undefined), panel);
}

interface Session {
  act(action: Action, panel: ReportPanel): void;
  reveal(place: Place): void;
  remedy(part: number, panel: ReportPanel): void;
  run(panel: ReportPanel): Promise<FullReport>;
}

/** What goes on in one panel. The plan with its secrets lives here only, as long as the panel. */
function sessionOf(services: Services, first: Plan | undefined): Session {
  const current: { plan: Plan | undefined; stop: AbortController } = { plan: first, stop: new AbortController() };
  const run = async (panel: ReportPanel): Promise<FullReport> => {
    const plan = current.plan ?? (await restoredPlan(panel.state().plan, secretOf(services)));
    if (plan === undefined) return panel.state().report;
    current.plan = plan;
    current.stop = new AbortController();
    panel.onDispose(() => current.stop.abort());
    return runShown(services, plan, panel, current.stop);
  };
  const actions: Readonly<Record<Action, (panel: ReportPanel) => Promise<unknown>>> = {
    run: async (panel) => (isTrusted(t('Testing brokers')) ? run(panel) : undefined),
    cancel: async () => current.stop.abort(),
    copy: async (panel) => {
      await env.clipboard.writeText(reportMarkdown(panel.state().report, l10n.bundle));
      panel.tell(t('Copied.'));
    },
    'save-html': (panel) => saveHtml(panel.state().report),
    'save-json': (panel) => saveJson(panel.state().report),
    'save-target': async (panel) => {
      if (await saveTargets(services, panel.state(), current.plan)) panel.tell(t('The target is saved.'));
    },
  };
  return {
    run,
    act: (action, panel) => void telling(services.log, () => actions[action](panel)),
    reveal: (place) => void telling(services.log, () => reveal(place)),
    remedy: (part, panel) =>
      void telling(services.log, async () => {
        const { report, plan: stored } = panel.state();
        const action = report.parts[part]?.events.find(({ problem }) => problem?.action)?.problem?.action;
        const plan = current.plan ?? (await restoredPlan(stored, secretOf(services)));
        const again = plan && action && (await remedied(plan, part, action));
        if (again === undefined || !isTrusted(t('Testing brokers'))) return undefined;
        current.plan = again;
        return run(panel);
      }),
  };
}

async function runShown(
  services: Services,
  plan: Plan,
  panel: ReportPanel,
  stop: AbortController,
): Promise<FullReport> {
  const [first] = plan.jobs;
  const url = first ? urlOf(first.target) : '';
  const title =
    plan.jobs.length === 1 ? t('Testing {url}', { url }) : t('Testing {count} listeners', { count: plan.jobs.length });
  panel.setRunning(true);
  panel.tell(title);
  try {
    return await withProgress(title, async (progress, signal) => {
      signal.addEventListener('abort', () => stop.abort(), { once: true });
      const { report, places } = await carryOut(services, plan, {
        signal: stop.signal,
        onChange: (found, step) => {
          panel.show({ ...found, plan: storedPlan(plan) });
          panel.tell(step);
          progress(step);
        },
        onDetail: progress,
      });
      panel.show({ report, places, plan: storedPlan(plan) });
      panel.tell(stop.signal.aborted ? t('Cancelled.') : t('Done.'));
      return report;
    });
  } finally {
    panel.setRunning(false);
    if (panel.isHidden()) void offerToShow(panel, url);
  }
}

/** What was found out, and what remedies it, stands in the panel alone. */
async function offerToShow(panel: ReportPanel, url: string): Promise<void> {
  const show = say(t('Show Report'));
  const answer = await window.showInformationMessage(say(t('The report on {url} is ready.', { url })), show);
  if (answer === show && panel.isHidden()) panel.reveal();
}

interface Watching {
  readonly signal: AbortSignal;
  readonly onChange: Parameters<typeof runPlan>[1]['onChange'];
  readonly onDetail?: Parameters<typeof runPlan>[1]['onDetail'];
}

async function carryOut(services: Services, plan: Plan, watching: Watching): Promise<Findings> {
  const { log, live, authorities } = services;
  const now = Date.now();
  for (const { target } of plan.jobs) log.info(`${plan.questions.join(', ')}: ${urlOf(target)}`);
  const configurations = [...new Set(plan.jobs.flatMap(({ listener }) => (listener ? [listener.uri] : [])))];
  for (const configuration of configurations) live.clear(Uri.parse(configuration));
  const found = await runPlan(plan, {
    now,
    versions: process.versions,
    authorities: await authorityFiles(),
    mayScan: askedConsent(),
    strangers: (target) => makeStrangers(target, now, authorities.get),
    expectation,
    nameOf,
    onDetail: () => undefined,
    ...watching,
  });
  for (const configuration of configurations) {
    const differences = plan.jobs.flatMap(({ listener }, index) =>
      listener?.uri === configuration ? pairs(found, index) : [],
    );
    await live.show(Uri.parse(configuration), differences);
  }
  log.info(`${plan.questions.join(', ')}: done after ${Date.now() - now} ms`);
  return found;
}

function pairs({ report, places }: Findings, part: number) {
  const differences = report.parts[part]?.differences ?? [];
  return differences.flatMap((difference, index) => {
    const place = places[part]?.[index];
    return place === undefined ? [] : [[place, difference] as const];
  });
}

/** Read again for each run, since the file may have changed meanwhile. */
async function expectation({ listener: place, label }: Job) {
  const open = place && (await activeBrokerDocument(place));
  const listener = open?.analysis.model.listeners.find((candidate) => candidate.label === label);
  return listener && expectationOf(listener);
}

async function nameOf({ file, start }: Place) {
  const document = await workspace.openTextDocument(Uri.parse(file));
  return { file: workspace.asRelativePath(document.uri, false), line: document.positionAt(start).line + 1 };
}

async function reveal({ file, start, end }: Place): Promise<void> {
  const document = await workspace.openTextDocument(Uri.parse(file));
  const selection = new Range(document.positionAt(start), document.positionAt(end));
  await window.showTextDocument(document, { selection, viewColumn: 1 });
}

/** One under a name that is asked for; several under the names that would be proposed. → Was one saved? */
async function saveTargets({ targets }: Services, { plan }: PanelState, full: Plan | undefined): Promise<boolean> {
  const chosen = await whichTargets((full ?? plan).jobs);
  const [target] = chosen;
  if (target === undefined) return false;
  if (chosen.length > 1) {
    for (const each of [...chosen].reverse()) await targets.save(nameOfTarget(each), each);
    return true;
  }
  const name = await askName(target);
  if (name === undefined) return false;
  await targets.save(name, target);
  return true;
}
