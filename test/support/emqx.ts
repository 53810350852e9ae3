import emqx from '../../core/lint/brokers/emqx/broker';
import type { Workspace } from '../../core/lint/load';
import type { Model } from '../../core/lint/model';

interface Options {
  readonly version?: string;
  readonly file?: string;
  readonly fragment?: boolean;
}

/** The model of one EMQX file that includes nothing and of which no referenced file was looked at. */
export function modelOf(
  text: string,
  { version = '5.10', file = '/etc/emqx/emqx.conf', fragment = false }: Options = {},
): Model {
  const trees = [emqx.parse(file, text)];
  const workspace: Workspace = {
    broker: emqx,
    version,
    versionAssumed: false,
    root: file,
    trees,
    includes: [],
    references: emqx.references(trees),
    fragment,
    unreadable: undefined,
    now: Date.UTC(2026, 0, 1),
    expiryDays: 30,
  };
  return { ...emqx.model(workspace), includes: [], unreadable: undefined };
}
