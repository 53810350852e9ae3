import {
  type Analysis,
  type AnalyzeOptions,
  analyze,
  applyEdits,
  type Edit,
  type FileReference,
  type FileRole,
  type Host,
  type Listener,
  type Setting,
  type Span,
} from '../../core/lint';

/** Paths as the configuration shall name them. */
export interface CertificatePaths {
  readonly ca: string;
  readonly certificate: string;
  readonly privateKey: string;
}

export interface ConfigurationFile {
  readonly file: string;
  readonly host: Host;
  readonly options: AnalyzeOptions;
}

export interface ConfigureRequest extends ConfigurationFile {
  /** Label of the listener that gets the certificates. */
  readonly listener: string;
  readonly paths: CertificatePaths;
  readonly requireClientCertificate: boolean;
}

/** The listener meant by the place of the cursor; else the one that most likely waits for certificates. */
export function proposedListener(analysis: Analysis, offset: number | undefined): Listener | undefined {
  const listeners = listenersForTls(analysis);
  const above = listeners.filter(
    ({ at }) => offset !== undefined && at.file === analysis.model.root && at.start <= offset,
  );
  return (
    above.at(-1) ??
    listeners.find(({ tls }) => tls.intended) ??
    listeners.find(({ port }) => port.value === 8883 || port.value === 8884) ??
    listeners[0]
  );
}

/** Listeners that are written down and can be given a certificate. */
export function listenersForTls({ model }: Analysis): readonly Listener[] {
  return model.listeners.filter(
    ({ at, implicit, enabled, tls }) =>
      !implicit && enabled && setPath(tls.certificate, 'certificate', 'server.crt', at) !== undefined,
  );
}

/**
 * The configuration's text with the certificates filled in; undefined where no safe edit is known. Each setting is
 * edited on the outcome of the one before, so that two edits never fall on the same place.
 */
export async function textWithCertificates(request: ConfigureRequest): Promise<string | undefined> {
  const source = await request.host.read(request.file);
  if (source.kind !== 'text') return undefined;
  let { text } = source;
  for (const change of changes(request)) {
    const found = await listenerIn(text, request);
    const edits = found && change(found);
    if (!edits || edits.some(({ span }) => span.file !== request.file)) return undefined;
    text = applyEdits(text, edits);
  }
  return text;
}

/**
 * The configuration's text with a listener added at its end; undefined where that does not make a listener with this
 * certificate, for instance after the closing brace of a file that has one around everything.
 */
export async function textWithNewListener(
  source: ConfigurationFile,
  lines: string,
  certificate: string,
): Promise<{ readonly text: string; readonly label: string } | undefined> {
  const before = await analyze(source.file, source.host, source.options);
  const [tree] = before?.model.trees ?? [];
  if (!before || !tree) return undefined;
  const newline = tree.text.includes('\r\n') ? '\r\n' : '\n';
  const gap = tree.text === '' ? '' : tree.text.endsWith('\n') ? newline : newline + newline;
  const text = `${tree.text}${gap}${lines.replaceAll('\n', newline)}`;
  const after = await analyzeText(text, source);
  const listener = after?.model.listeners.find(({ tls }) => tls.active && tls.certificate.value?.path === certificate);
  const errors = ({ model }: Analysis) => model.language['syntax-error'].length;
  return after && listener && errors(after) <= errors(before) ? { text, label: listener.label } : undefined;
}

interface Found {
  readonly listener: Listener;
  readonly analysis: Analysis;
}

/** Undefined: no safe edit is known. No edits: it is already so. */
type Change = (found: Found) => readonly Edit[] | undefined;

function changes({ paths, requireClientCertificate }: ConfigureRequest): readonly Change[] {
  const always: readonly Change[] = [
    ({ listener: { at, tls } }) => setPath(tls.ca, 'ca', paths.ca, at),
    ({ listener: { at, tls } }) => setPath(tls.certificate, 'certificate', paths.certificate, at),
    ({ listener: { at, tls } }) => setPath(tls.privateKey, 'private-key', paths.privateKey, at),
  ];
  if (!requireClientCertificate) return always;
  return [...always, ({ listener: { tls } }) => setRequired(tls.clientCertificate), takeUserName];
}

function setPath(setting: Setting<FileReference | undefined>, role: FileRole, path: string, at: Span) {
  if (setting.explicit && setting.value?.path === path) return [];
  const { option = role } = setting.value ?? {};
  return known(setting.set({ role, option, path, at, fatal: true, templated: false }));
}

function setRequired(setting: Setting<'none' | 'optional' | 'required'>) {
  return setting.value === 'required' ? [] : known(setting.set('required'));
}

/** Mosquitto gives a client the name in its certificate only where told to, and refuses clients without a name. */
function takeUserName({ listener, analysis }: Found): readonly Edit[] {
  const { text } = analysis.model.trees[0] ?? { text: '' };
  const lineOf = (offset: number) => text.slice(text.lastIndexOf('\n', offset - 1) + 1, lineEnd(text, offset));
  const taken = listener.authentication.some(({ start }) =>
    /^ *use_(?:identity|subject)_as_username /.test(lineOf(start)),
  );
  if (analysis.broker.id !== 'mosquitto' || taken) return [];
  const { file, end } = listener.tls.clientCertificate.span;
  const at = lineEnd(text, end);
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  return [{ span: { file, start: at, end: at }, text: `${newline}use_identity_as_username true` }];
}

function lineEnd(text: string, offset: number): number {
  const found = text.slice(offset).search(/\r?\n|$/);
  return offset + found;
}

function known(edits: readonly Edit[]): readonly Edit[] | undefined {
  return edits.length > 0 ? edits : undefined;
}

async function listenerIn(text: string, request: ConfigureRequest): Promise<Found | undefined> {
  const analysis = await analyzeText(text, request);
  const listener = analysis?.model.listeners.find(({ label }) => label === request.listener);
  return analysis && listener && { analysis, listener };
}

function analyzeText(text: string, { file, host, options }: ConfigurationFile): Promise<Analysis | undefined> {
  const read: Host['read'] = async (other) => (other === file ? { kind: 'text', text } : host.read(other));
  return analyze(file, { ...host, read }, options);
}

/** The one replacement that turns the old text into the new one. */
export function difference(before: string, after: string): { start: number; end: number; text: string } {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  let tail = 0;
  while (tail < shorter - start && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  return { start, end: before.length - tail, text: after.slice(start, after.length - tail) };
}
