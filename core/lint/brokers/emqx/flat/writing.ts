import type { Message } from '../../../../facts/message';
import { quoteText } from '../../../syntax/hocon-errors';
import { isTemplated } from '../references';
import { textOf, type View } from './view';

/** A translation in the making: lines of HOCON, and the options of 4.x that they stand for. */
export interface Writing {
  readonly view: View;
  readonly lines: string[];
  readonly used: Set<string>;
  /** In the language of the reader. */
  say(message: Message): string;
}

/** A line of a block: an option with its value, or a comment. */
export type Member = readonly [name: string, text: string] | Message;

/** The text of an option, which is then dealt with; undefined where it is absent or left to a template. */
export function take({ view, used }: Writing, key: string): string | undefined {
  const text = textOf(view, key);
  if (text === undefined || isTemplated(text) || /[\0-\x1f]/.test(text)) return undefined;
  used.add(key);
  return text;
}

/** Does the file leave the option to a template? Then it is dealt with as well, by the safe value. */
export function takeTemplate({ view, used }: Writing, key: string): boolean {
  const text = textOf(view, key);
  if (text === undefined || !isTemplated(text)) return false;
  used.add(key);
  return true;
}

export function put({ lines }: Writing, path: string, text: string): void {
  lines.push(`${path} = ${text}`);
}

/** `message` as a comment above what follows. */
export function note({ lines, say }: Writing, message: Message): void {
  lines.push(`# ${say(message)}`);
}

/** The option as one text, where it is there. */
export function putText(writing: Writing, key: string, path: string): void {
  const text = take(writing, key);
  if (text !== undefined) put(writing, path, quoteText(text));
}

const PLACEHOLDERS: Readonly<Record<string, string>> = {
  '%c': '${clientid}',
  '%u': '${username}',
  '%P': '${password}',
  '%a': '${peerhost}',
  '%C': '${cert_common_name}',
  '%d': '${cert_subject}',
};

/** `%u` → `${username}`; what 5.x has no word for stays. */
export function placeholders(text: string): string {
  return text.replace(/%[cuPaCd]/g, (old) => PLACEHOLDERS[old] ?? old);
}
