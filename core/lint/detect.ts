import type { Broker, BrokerId, FileLanguage } from './broker';
import { brokers } from './brokers/index.generated';
import { globMatcher } from './glob';

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
  const named = brokers.filter((broker) => hasNameOf(broker, path));
  if (named.length === 0 && isOtherSyntax(path)) return undefined;
  if (named.length === 1) return named[0];
  const candidates = named.length > 0 ? named : brokers;
  return candidates.find((broker) => broker.looksLike(text)) ?? named[0];
}

/** YAML or a file of variables is never a configuration, though words of one may stand in it. */
function isOtherSyntax(path: string): boolean {
  if (/\.ya?ml$/i.test(path)) return true;
  return languages.some(
    (language) => 'role' in language && language.role === 'environment' && mayHaveNameOf(language, path),
  );
}

function detectFile(path: string, text: string, among: readonly Broker[]): FileLanguage | undefined {
  const files = among.flatMap((broker) => broker.files ?? []);
  return (
    files.find((file) => hasNameOf(file, path)) ??
    files.find((file) => mayHaveNameOf(file, path) && file.looksLike(text))
  );
}

const NAMES = new Map(languages.map(({ languageId, fileNames }) => [languageId, globMatcher(fileNames)]));
const POSSIBLE_NAMES = new Map(
  languages.map(({ languageId, maybeFileNames }) => [languageId, globMatcher(maybeFileNames)]),
);

/** The name alone makes the file this language's. */
export function hasNameOf({ languageId }: Broker, path: string): boolean {
  return NAMES.get(languageId)?.(path) === true;
}

/** The name allows for the file to be this language's. */
export function mayHaveNameOf({ languageId }: Broker, path: string): boolean {
  return POSSIBLE_NAMES.get(languageId)?.(path) === true;
}
