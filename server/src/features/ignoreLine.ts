import type { SnippetTextEdit, TextEdit } from 'vscode-languageserver/node';
import type { Finding } from '../../../core/lint/index';
import { toRange } from '../convert';
import type { Parsed } from '../documents';

/**
 * The comment that ignores a finding, on a line of its own above it. The broker's parser has the last word: where it
 * would not take the line for a comment (inside a text over several lines), there is none.
 */
export function ignoreLine(
  parsed: Parsed,
  { at, rule }: Finding,
  snippet: boolean,
): TextEdit | SnippetTextEdit | undefined {
  const { broker, tree, lines, file } = parsed;
  const { text } = tree;
  const start = lines.lineStart(lines.lineAt(at.start));
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  const blanks = /^[ \t]*/.exec(text.slice(start))?.[0] ?? '';
  // To Mosquitto, an indented `#` is no comment (1.4 to 2.0, src/conf.c).
  const indentation = broker.parse(file, `${blanks}# x`).comments.length > 0 ? blanks : '';
  const comment = (reason: string) => `${indentation}# mqtt-security-ignore ${rule} -- ${reason}${lineEnd}`;
  const after = broker.parse(file, text.slice(0, start) + comment('x') + text.slice(start));
  if (!after.comments.some(({ range }) => range.start === start + indentation.length)) return undefined;
  const range = toRange(lines, { start, end: start });
  return snippet
    ? { range, snippet: { kind: 'snippet', value: comment('${1:reason}') } }
    : { range, newText: comment('reason') };
}
