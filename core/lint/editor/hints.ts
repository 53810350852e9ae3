import { type Message, t } from '../../facts/message';
import type { Listener, Model } from '../model';
import { pemOf } from '../model-queries';
import type { FileId } from '../source';
import { listenerSummary, protection } from '../summary';
import { expiry } from './certificate-facts';
import { joined } from './effective';

/** A few words shown behind a place in the text that are no part of it. */
export interface Hint {
  readonly offset: number;
  readonly label: Message;
}

/** When the certificates that a file names end, behind their paths. */
export function certificateHints({ references }: Pick<Model, 'references'>, file: FileId, now: number): Hint[] {
  return references.flatMap((reference) => {
    const { role, at } = reference;
    const [leaf] = role === 'certificate' && at.file === file ? (pemOf(reference)?.certificates ?? []) : [];
    return leaf ? [{ offset: at.end, label: expiry(leaf.notAfter, now) }] : [];
  });
}

/** What protects each listener, behind its heading. With `older`: and the version, where it makes a difference. */
export function protectionHints(model: JudgedModel & Pick<Model, 'trees'>, file: FileId, older?: JudgedModel): Hint[] {
  const { listeners, trees } = model;
  const said = wordsOf((listener) => [protection(listener)], model, older);
  const text = trees.find((tree) => tree.file === file)?.text ?? '';
  return written(listeners, file)
    .filter(({ enabled }) => enabled)
    .map((listener) => ({ offset: behind(text, listener.at.end), label: joined(said(listener)) }));
}

/** A heading may be the beginning of a longer name, as in `listeners.ssl.default.bind = 8883`: then behind the line. */
function behind(text: string, end: number): number {
  if (text.charAt(end) !== '.') return end;
  const rest = /[^\n\r]*/y;
  rest.lastIndex = end;
  return end + (rest.exec(text)?.[0] ?? '').trimEnd().length;
}

/** A listener as a code lens shows it. */
export interface ListenerLens {
  readonly offset: number;
  readonly summary: readonly Message[];
  /** A client could connect to it over a network. */
  readonly testable: boolean;
  /** With TLS. */
  readonly secure: boolean;
}

export function listenerLenses(model: JudgedModel, file: FileId, older?: JudgedModel): ListenerLens[] {
  const said = wordsOf(listenerSummary, model, older);
  return written(model.listeners, file).map((listener) => {
    const { at, enabled, exposure, protocol, tls } = listener;
    const network = exposure !== 'unix-socket' && (protocol === 'mqtt' || protocol === 'websockets');
    return { offset: at.start, summary: said(listener), testable: enabled && network, secure: tls.active };
  });
}

type JudgedModel = Pick<Model, 'listeners' | 'version'>;

/** The words for a listener, and the version that they are true of where an older one has others for it. */
function wordsOf(
  words: (listener: Listener) => readonly Message[],
  { version }: JudgedModel,
  older: JudgedModel | undefined,
): (listener: Listener) => readonly Message[] {
  if (!older) return words;
  const placeOf = ({ at: { file, start } }: Listener) => `${start} ${file}`;
  const before = new Map(older.listeners.map((listener) => [placeOf(listener), JSON.stringify(words(listener))]));
  return (listener) => {
    const said = words(listener);
    return before.get(placeOf(listener)) === JSON.stringify(said) ? said : [...said, t('as of {version}', { version })];
  };
}

/** One that no line asks for has no heading of its own. */
function written(listeners: readonly Listener[], file: FileId): Listener[] {
  return listeners.filter(({ implicit, at }) => !implicit && at.file === file);
}
