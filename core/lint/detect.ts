import type { Broker, BrokerId, FileLanguage } from './broker';
import { brokers } from './brokers/index.generated';
import { matchesGlob } from './glob';

/** Every broker and every language of its files. */
export const languages: readonly Broker[] = brokers.flatMap((broker) => [broker, ...(broker.files ?? [])]);

interface Chosen {
  readonly broker?: BrokerId;
  readonly language?: string;
}

/** The broker, or the language of one of its files, in which to read the text. */
export function languageOf(path: string, text: string, { broker, language }: Chosen): Broker | undefined {
  const chosen = languages.find(({ languageId }) => languageId === language);
  if (chosen) return chosen;
  const asked = brokers.find(({ id }) => id === broker);
  return asked ? (detectFile(path, text, [asked]) ?? asked) : detectBroker(path, text);
}

/**
 * The broker whose file this is: by its name, else by a possible name and its content, else by content alone. For a
 * file that a configuration names, the language of such files.
 */
export function detectBroker(path: string, text: string): Broker | undefined {
  const file = detectFile(path, text, brokers);
  if (file) return file;
  const named = brokers.filter(({ fileNames }) => isNamed(path, fileNames));
  if (named.length === 1) return named[0];
  const candidates = named.length > 0 ? named : brokers;
  return candidates.find((broker) => broker.looksLike(text)) ?? named[0];
}

function detectFile(path: string, text: string, among: readonly Broker[]): FileLanguage | undefined {
  const files = among.flatMap((broker) => broker.files ?? []);
  return (
    files.find(({ fileNames }) => isNamed(path, fileNames)) ??
    files.find(({ maybeFileNames, looksLike }) => isNamed(path, maybeFileNames) && looksLike(text))
  );
}

function isNamed(path: string, globs: readonly string[]): boolean {
  return globs.some((glob) => matchesGlob(glob, path));
}
