import { type Message, t } from '../../facts/message';
import type { FileReference, Listener, Model, Outgoing, Setting } from '../model';
import { decoded, LineIndex, type Span } from '../source';
import { listenerSummary, versionRange } from '../summary';
import { type Fact, fileFacts } from './certificate-facts';

/** What the line at `at` (name and value) comes to in this configuration: for whom, and with which effect. */
export function effectiveFacts(model: Model, at: Span): readonly Fact[] {
  const listeners = model.listeners.filter(({ enabled }) => enabled);
  const headings = listeners.filter(({ at: heading, implicit }) => !implicit && lies(heading, at));
  const ends = [...listeners.flatMap(ofListener), ...model.outgoing.flatMap(ofOutgoing)];
  const reference = model.references.find((candidate) => lies(candidate.at, at));
  return [
    ...headings.map((listener) => ({ name: t('This listener'), value: joined(listenerSummary(listener)) })),
    ...grouped(ends.filter(({ setting }) => setting.explicit && lies(setting.span, at))),
    ...unlimited(model, at),
    ...(reference ? fileFacts(reference, model.now) : []),
    ...includedFiles(model, at),
    ...takenPlace(model, at),
  ];
}

/** Some numbers stand for none at all. */
function unlimited({ limits }: Model, at: Span): Fact[] {
  const settings: readonly Setting<unknown>[] = Object.values(limits ?? {});
  const here = settings.some(({ explicit, value, span }) => explicit && value === undefined && lies(span, at));
  return here ? [{ name: t('Here'), value: t('no limit') }] : [];
}

/** Where the value stands that counts instead of this one: a file that is read later, or the environment. */
function takenPlace({ overridden = [], trees }: Model, { file, start, end }: Span): Fact[] {
  return overridden
    .filter(({ at }) => at.file === file && at.start <= start && end <= at.end)
    .map(({ by }) => {
      const text = trees.find((tree) => tree.file === by.file)?.text ?? '';
      const name = decoded(by.file.slice(by.file.lastIndexOf('/') + 1));
      return { name: t('Counts instead'), value: `${name}:${new LineIndex(text).lineAt(by.start) + 1}` };
    });
}

/** What a directory or file of further configuration comes to, in the order in which the broker reads it. */
function includedFiles({ includes }: Model, at: Span): Fact[] {
  const include = includes.find(({ from, range }) => lies({ file: from, ...range }, at));
  if (!include) return [];
  const names = include.files.map((file) => decoded(file.slice(file.lastIndexOf('/') + 1)));
  return [{ name: t('Reads'), value: names.length > 0 ? listed(names) : t('nothing') }];
}

/** `a · b · c`, each translated by itself. */
export function joined(parts: readonly Message[]): Message {
  const [first = t('nothing'), ...rest] = parts;
  return rest.reduce((before, after) => t('{before} · {after}', { before, after }), first);
}

function lies(inner: Span, { file, start, end }: Span): boolean {
  return inner.file === file && inner.start >= start && inner.end <= end && inner.end > inner.start;
}

interface Effect {
  readonly label: string;
  readonly setting: Setting<unknown>;
  readonly value: Message;
}

function ofListener(listener: Listener): Effect[] {
  const { label, anonymous, tls } = listener;
  const certificate = tls.clientCertificate;
  return [
    {
      label,
      setting: anonymous,
      value: anonymous.value ? t('anyone may connect without a name') : t('clients without a name are refused'),
    },
    { label, setting: certificate, value: CLIENT_CERTIFICATES[certificate.value] },
    ...ofTls(label, tls),
  ];
}

const CLIENT_CERTIFICATES = {
  none: t('clients are not asked for a certificate'),
  optional: t('clients may show a certificate'),
  required: t('clients must show a certificate'),
} as const;

function ofOutgoing({ label, tls }: Outgoing): Effect[] {
  return ofTls(label, tls);
}

function ofTls(label: string, tls: Outgoing['tls']): Effect[] {
  const off = t('no TLS here');
  const files: readonly Setting<FileReference | undefined>[] = [tls.certificate, tls.privateKey, tls.ca];
  const unused = tls.active ? [] : files.map((setting) => ({ label, setting, value: off }));
  return [{ label, setting: tls.versions, value: tls.active ? versionRange(tls.versions.value) : off }, ...unused];
}

/** A common line holds for many listeners: those for whom it comes to the same are named together. */
function grouped(effects: readonly Effect[]): Fact[] {
  const groups = new Map<string, { readonly value: Message; readonly labels: string[] }>();
  for (const { label, value } of effects) {
    const key = JSON.stringify(value);
    const group = groups.get(key) ?? { value, labels: [] };
    groups.set(key, group);
    group.labels.push(label);
  }
  return [...groups.values()].map(({ value, labels }) => ({
    name: t('Here'),
    value: t('{value} ({ends})', { value, ends: listed(labels) }),
  }));
}

const MOST_LABELS = 8;

function listed(labels: readonly string[]): string {
  return labels.length > MOST_LABELS ? [...labels.slice(0, MOST_LABELS), '…'].join(', ') : labels.join(', ');
}
