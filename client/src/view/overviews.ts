import {
  type Disposable,
  Disposable as Disposables,
  type Event,
  EventEmitter,
  type ExtensionContext,
  type LogOutputChannel,
  RelativePattern,
  Uri,
  workspace,
} from 'vscode';
import { isBrokerDocument, LANGUAGE_IDS } from '../languages';
import { allFiles, type Overview } from './overview';

/** After the last change, in milliseconds. */
const QUIET = 700;

/** Times are relative: what is shown goes stale by itself. */
const HOUR = 3_600_000;

/** More folders outside the workspace than configurations name. */
const MOST_FOLDERS = 20;

const EMPTY: Overview = { brokers: [], unused: [] };

export interface Overviews extends Disposable {
  /** The newest one that is complete. */
  readonly current: Overview;
  readonly onDidChange: Event<Overview>;
  /** Looks at everything anew. */
  refresh(): Promise<Overview>;
  /** As `refresh`, unless there is one already. */
  ready(): Promise<Overview>;
}

/**
 * What the view and the status bar show, kept up to date. Begins where the workspace has a broker's file, which the
 * names of the manifest tell without loading the engine, and otherwise when somebody asks.
 */
export function overviews({ extension }: ExtensionContext, log: LogOutputChannel): Overviews {
  const changed = new EventEmitter<Overview>();
  const outside = outsideWatchers(() => later());
  let current = EMPTY;
  let running: Promise<Overview> | undefined;
  let again = false;
  let begun = false;
  let complete = false;
  let timer: NodeJS.Timeout | undefined;
  const look = async (): Promise<Overview> => {
    do {
      again = false;
      const { collectOverview } = await import('./collect');
      current = await collectOverview(Date.now());
    } while (again);
    complete = true;
    outside.watch(current);
    changed.fire(current);
    return current;
  };
  const refresh = () => {
    begun = true;
    if (running) again = true;
    running ??= look()
      .catch((error: unknown) => {
        log.error(`The certificates of the workspace could not be looked at: ${String(error)}`);
        return current;
      })
      .finally(() => {
        running = undefined;
      });
    return running;
  };
  const begin = () => {
    begun = true;
    clearTimeout(timer);
    timer = setTimeout(() => void refresh(), QUIET);
  };
  const later = () => {
    if (begun || workspace.textDocuments.some(isBrokerDocument)) begin();
  };
  void hasBrokerFiles(extension.packageJSON).then((found) => found && begin());
  const hourly = setInterval(() => changed.fire(current), HOUR);
  const watchers = [...changeWatchers(later), outside, changed];
  return {
    get current() {
      return current;
    },
    onDidChange: changed.event,
    refresh,
    ready: () => running ?? (complete ? Promise.resolve(current) : refresh()),
    dispose: () => {
      clearTimeout(timer);
      clearInterval(hourly);
      Disposables.from(...watchers).dispose();
    },
  };
}

/** By name: a broker whose file has another name is found once its document is open. */
async function hasBrokerFiles(manifest: unknown): Promise<boolean> {
  const languages = fieldOf(fieldOf(manifest, 'contributes'), 'languages');
  const patterns = (Array.isArray(languages) ? languages : [])
    .filter((language) => Object.values(LANGUAGE_IDS).includes(String(fieldOf(language, 'id'))))
    .flatMap((language) => fieldOf(language, 'filenamePatterns') ?? []);
  const found = await workspace.findFiles(`{${patterns.join(',')}}`, undefined, 1);
  return found.length > 0;
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

/** Everything in the workspace that the overview is made of. */
function changeWatchers(later: () => void): readonly Disposable[] {
  const patterns = ['**/*.{conf,hocon,crt,cer,cert,pem,key,der,txt}', '**/.mqtt-security.json'];
  const files = patterns.map((pattern) => workspace.createFileSystemWatcher(pattern));
  return [
    ...files,
    ...files.flatMap((each) => [each.onDidChange(later), each.onDidCreate(later), each.onDidDelete(later)]),
    workspace.onDidChangeTextDocument(({ document }) => isBrokerDocument(document) && later()),
    workspace.onDidOpenTextDocument((document) => isBrokerDocument(document) && later()),
    workspace.onDidCloseTextDocument((document) => isBrokerDocument(document) && later()),
    workspace.onDidChangeWorkspaceFolders(later),
    workspace.onDidGrantWorkspaceTrust(later),
    workspace.onDidChangeConfiguration((event) => event.affectsConfiguration('mqttSecurity') && later()),
  ];
}

/** Watches the folders of certificates outside the workspace, in a workspace that the user trusts. */
function outsideWatchers(later: () => void) {
  let watched = new Map<string, Disposable>();
  return {
    watch(overview: Overview) {
      const folders = workspace.isTrusted ? outsideFolders(overview) : [];
      const next = new Map(folders.map((folder) => [folder, watched.get(folder) ?? watcher(folder, later)]));
      for (const [folder, old] of watched) if (!next.has(folder)) old.dispose();
      watched = next;
    },
    dispose: () => Disposables.from(...watched.values()).dispose(),
  };
}

function outsideFolders(overview: Overview): readonly string[] {
  const files = allFiles(overview).flatMap(({ file }) => (file === undefined ? [] : [Uri.parse(file)]));
  const outside = files.filter((uri) => uri.scheme === 'file' && !workspace.getWorkspaceFolder(uri));
  return [...new Set(outside.map((uri) => Uri.joinPath(uri, '..').toString()))].slice(0, MOST_FOLDERS);
}

function watcher(folder: string, later: () => void): Disposable {
  const found = workspace.createFileSystemWatcher(new RelativePattern(Uri.parse(folder), '*'));
  return Disposables.from(found, found.onDidChange(later), found.onDidCreate(later), found.onDidDelete(later));
}
