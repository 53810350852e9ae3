import { randomBytes } from 'node:crypto';
import { type Disposable, type ExtensionContext, env, l10n, Uri, ViewColumn, type WebviewPanel, window } from 'vscode';
import type { Place } from '../../../core/facts/expectation';
import type { Message } from '../../../core/facts/message';
import { type FullReport, reportHtml, titleOf } from '../../../core/probe/full-report';
import { say } from '../ui/text';
import { ACTIONS, type Action, panelPage } from './page';
import type { StoredPlan } from './plan';

export const REPORT_VIEW = 'mqttSecurity.report';

/** What a panel shows; plain data without secrets, which outlives a reload of the window. */
export interface PanelState {
  readonly report: FullReport;
  readonly plan: StoredPlan;
  /** Of the differences, part by part. */
  readonly places: readonly (readonly Place[])[];
}

/** What the panel's buttons do. */
export interface PanelActions {
  act(action: Action, panel: ReportPanel): void;
  reveal(place: Place): void;
  /** Does what remedies the failure of a part. */
  remedy(part: number, panel: ReportPanel): void;
}

export interface ReportPanel extends Disposable {
  readonly state: () => PanelState;
  readonly show: (state: PanelState) => void;
  /** Says in a few words what is going on; screen readers read it aloud. */
  readonly tell: (status: Message) => void;
  readonly setRunning: (running: boolean) => void;
  readonly reveal: () => void;
  /** There, but behind another tab. */
  readonly isHidden: () => boolean;
  readonly onDispose: (listener: () => void) => void;
}

/** A panel beside the editor; or the given one, which VS Code has brought back after a reload. */
export function openPanel(
  { extensionUri }: ExtensionContext,
  initial: PanelState,
  actions: PanelActions,
  restored?: WebviewPanel,
): ReportPanel {
  const files = Uri.joinPath(extensionUri, 'dist');
  const options = { enableScripts: true, localResourceRoots: [files], enableForms: false };
  const title = say(titleOf(initial.report));
  const panel = restored ?? window.createWebviewPanel(REPORT_VIEW, title, ViewColumn.Active, options);
  panel.webview.options = options;
  panel.iconPath = Uri.joinPath(extensionUri, 'icon.png');
  const view = { state: initial, status: '', running: false, ready: false, closed: false };
  const post = (message: object) => {
    // A page that is not there yet, or not any more, gets everything at once when it says that it is ready.
    if (view.ready) void panel.webview.postMessage(message);
  };
  const content = () => ({
    html: reportHtml(view.state.report, { catalogue: l10n.bundle, language: env.language, medium: 'panel' }),
    state: view.state,
  });
  const result: ReportPanel = {
    state: () => view.state,
    show: (state) => {
      view.state = state;
      // A closed panel takes nothing any more, and says so with an error.
      if (view.closed) return;
      panel.title = say(titleOf(state.report));
      post(content());
    },
    tell: (status) => {
      view.status = say(status);
      post({ status: view.status });
    },
    setRunning: (running) => {
      view.running = running;
      post({ running });
    },
    reveal: () => panel.reveal(),
    isHidden: () => !view.closed && !panel.visible,
    onDispose: (listener) => panel.onDidDispose(listener),
    dispose: () => panel.dispose(),
  };
  panel.onDidChangeViewState(() => {
    if (!panel.visible) view.ready = false;
  });
  panel.onDidDispose(() => {
    view.closed = true;
    view.ready = false;
  });
  panel.webview.onDidReceiveMessage((message: unknown) => {
    const told = messageOf(message);
    if (told === 'ready') {
      view.ready = true;
      post({ ...content(), status: view.status, running: view.running });
    } else if (told !== undefined && 'action' in told) actions.act(told.action, result);
    else if (told !== undefined && 'remedy' in told) {
      if (!view.running) actions.remedy(told.remedy, result);
    } else if (told !== undefined) {
      const place = view.state.places[told.part]?.[told.index];
      if (place !== undefined) actions.reveal(place);
    }
  });
  const script = panel.webview.asWebviewUri(Uri.joinPath(files, 'report.js')).toString();
  panel.webview.html = panelPage({ nonce: randomBytes(16).toString('base64'), script, language: env.language, say });
  return result;
}

/** What VS Code kept of a panel; undefined where it is not what this version has written. */
export function readState(value: unknown): PanelState | undefined {
  return isState(value) ? value : undefined;
}

function isState(value: unknown): value is PanelState {
  if (!isRecord(value) || !isRecord(value.report) || !isRecord(value.plan)) return false;
  const { report, plan, places } = value;
  return (
    Array.isArray(report.parts) &&
    typeof report.startedAt === 'number' &&
    isRecord(report.versions) &&
    Array.isArray(plan.jobs) &&
    Array.isArray(plan.questions) &&
    Array.isArray(places)
  );
}

type Told =
  | 'ready'
  | { readonly action: Action }
  | { readonly remedy: number }
  | { readonly part: number; readonly index: number };

/** The page is ours, but what comes from a page is checked all the same. */
function messageOf(message: unknown): Told | undefined {
  if (!isRecord(message)) return undefined;
  if (message.type === 'ready') return 'ready';
  if (message.type === 'action') {
    const action = ACTIONS.find((known) => known === message.action);
    return action && { action };
  }
  const [, remedied] = /^part-(\d+)$/.exec(String(message.part)) ?? [];
  if (message.type === 'remedy') return remedied === undefined ? undefined : { remedy: Number(remedied) };
  const [, part, index] = /^part-(\d+):(\d+)$/.exec(String(message.place)) ?? [];
  return message.type === 'reveal' && part !== undefined ? { part: Number(part), index: Number(index) } : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
