import { format } from '../../core/facts/message';
import mosquitto from '../../core/lint/brokers/mosquitto/broker';
import type { Draft, LoadedInclude, Workspace } from '../../core/lint/index';
import type { BrokerModel, LanguageRule } from '../../core/lint/model';
import { LineIndex } from '../../core/lint/source';

export interface ModelOptions {
  readonly version?: string;
  readonly root?: string;
  readonly fragment?: boolean;
  /** Texts of the files that the first include_dir brings in. */
  readonly included?: readonly string[];
}

/** The model of a text, without a disk. */
export function modelOf(text: string, options: ModelOptions = {}): BrokerModel {
  const { version = '2.0.11', root = '/etc/t.conf', fragment = false, included = [] } = options;
  const tree = mosquitto.parse(root, text);
  const others = included.map((content, i) => mosquitto.parse(`/etc/inc/${i}.conf`, content));
  const includes = mosquitto.includes(tree, { depth: 0, version }).map(
    ({ path, range, kind, required }): LoadedInclude => ({
      from: root,
      range,
      path,
      kind,
      required,
      files: others.map(({ file }) => file),
    }),
  );
  const trees = [tree, ...others];
  const references = mosquitto.references(trees);
  const workspace: Workspace = {
    broker: mosquitto,
    version,
    versionAssumed: false,
    root,
    trees,
    includes,
    references,
    fragment,
    unreadable: undefined,
    now: 0,
    expiryDays: 30,
  };
  return mosquitto.model(workspace);
}

/** One line per listener and connection: `PORT ADDRESS EXPOSURE …`, only what differs from the plain case. */
export function summary({ listeners, outgoing }: BrokerModel): string {
  const doors = listeners.map((listener) => {
    const { port, address, exposure, tls, anonymous, authentication, protocol, implicit, proxied } = listener;
    return [
      `${port.value}`,
      address.value ?? '*',
      exposure,
      protocol === 'mqtt' ? '' : protocol,
      implicit ? 'implicit' : '',
      anonymous.value ? 'anonymous' : '',
      authentication.length > 0 ? `auth:${authentication.length}` : '',
      proxied ? 'proxied' : '',
      tls.active ? `tls:${tls.versions.value.map((version) => version.slice(4)).join('+')}` : '',
      tls.missing.length > 0 ? `missing:${tls.missing.join('+')}${tls.incompleteIsFatal ? '!' : ''}` : '',
      tls.clientCertificate.value === 'required' ? 'mutual' : '',
      tls.contradiction ? 'contradiction' : '',
    ];
  });
  const bridges = outgoing.map(({ label, port, exposure, tls }) => [
    label,
    `${port.value}`,
    exposure,
    tls.active ? `tls:${tls.versions.value.map((version) => version.slice(4)).join('+')}` : '',
  ]);
  return [...doors, ...bridges].map((words) => words.filter((word) => word !== '').join(' ')).join('\n');
}

/** The drafts of one rule: `LINE[!] message`, `!` where the broker refuses to start. */
export function drafts(text: string, rule: LanguageRule, options: ModelOptions = {}): readonly string[] {
  const lines = new LineIndex(text);
  return modelOf(text, options).language[rule].map(
    ({ at, kind, message }) => `${lines.lineAt(at.start) + 1}${kind === 'fatal' ? '!' : ''} ${format(message)}`,
  );
}

export function draftsOf(text: string, rule: LanguageRule, options: ModelOptions = {}): readonly Draft[] {
  return modelOf(text, options).language[rule];
}
