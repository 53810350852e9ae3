import emqx from '../../core/lint/brokers/emqx/broker';
import type { Workspace } from '../../core/lint/load';
import type { Model } from '../../core/lint/model';

interface Options {
  readonly version?: string;
  readonly file?: string;
  readonly fragment?: boolean;
  readonly versionAssumed?: boolean;
  /** Files beside the root file, by the name under which it includes them. */
  readonly beside?: Readonly<Record<string, string>>;
}

/** The model of an EMQX file, and of files that it includes directly; no other file was looked at. */
export function modelOf(text: string, options: Options = {}): Model {
  const {
    version = '5.10',
    file = '/etc/emqx/emqx.conf',
    fragment = false,
    versionAssumed = false,
    beside = {},
  } = options;
  const main = emqx.parse(file, text);
  const trees = [main, ...Object.entries(beside).map(([name, other]) => emqx.parse(name, other))];
  const includes = emqx.includes(main).map(({ path, range, kind, required }) => {
    const files = beside[path] === undefined ? [] : [path];
    return { from: file, range, path, kind, required, files };
  });
  const workspace: Workspace = {
    broker: emqx,
    version,
    versionAssumed,
    root: file,
    trees,
    includes,
    references: emqx.references(trees),
    fragment,
    unreadable: undefined,
    now: Date.UTC(2026, 0, 1),
    expiryDays: 30,
  };
  return { ...emqx.model(workspace), includes, unreadable: undefined };
}
