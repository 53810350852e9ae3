import type { Secret } from '../../model';
import { type Line, valueSpan } from './lines';
import type { Reading } from './scopes';

/** Passwords and keys as they stand in the file. Mosquitto has no other place for those of bridges and plugins. */
export function secretsOf({ lines }: Reading): readonly Secret[] {
  return lines
    .filter((line) => line.live && line.text !== '' && isSecret(line) && !isPlaceholder(line.text))
    .map((line) => ({ option: line.written, at: valueSpan(line) }));
}

const SECRET_OPTION = /(?:^|_)(?:pass(?:word|wd|phrase)?|pw|secret|token|api_?key|jwt_key)$/i;

/** By the option's name; what a plugin calls so may also be the file that holds the secret. */
export function isSecret({ found, name, written, text }: Line): boolean {
  if (found?.directive.secret) return true;
  return name === 'plugin_opt_' && SECRET_OPTION.test(written) && !text.startsWith('/');
}

/** What a deployment tool fills in, or what says that something is to be filled in. */
function isPlaceholder(text: string): boolean {
  return /\$\{|\$\(|\{\{|\{%|^<[^>]*>$|^\$[A-Z_]+$|^%[A-Z_]+%$|^__\w+__$|^(?:x{3,}|\*{3,}|\.{3})$/i.test(text);
}
