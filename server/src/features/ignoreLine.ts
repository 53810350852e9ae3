import type { SnippetTextEdit, TextEdit } from 'vscode-languageserver/node';
import { toRange } from '../convert';
import type { Parsed } from '../documents';

/** Where a comment for a line goes. */
export interface CommentPlace {
  readonly start: number;
  readonly indentation: string;
}

/**
 * The place for a comment on a line of its own above the one at `offset`. The broker's parser has the last word: where
 * it would not take the line for a comment (inside a text over several lines), there is none.
 */
export function commentPlace({ broker, tree, lines, file }: Parsed, offset: number): CommentPlace | undefined {
  const { text } = tree;
  const start = lines.lineStart(lines.lineAt(offset));
  const blanks = /^[ \t]*/.exec(text.slice(start, offset + 1))?.[0] ?? '';
  // To Mosquitto, an indented `#` is no comment (1.4 to 2.0, src/conf.c).
  const indentation = broker.parse(file, `${blanks}# x`).comments.length > 0 ? blanks : '';
  const after = broker.parse(file, `${text.slice(0, start)}${indentation}# x\n${text.slice(start)}`);
  const found = after.comments.some(({ range }) => range.start === start + indentation.length);
  return found ? { start, indentation } : undefined;
}

/** The comment that ignores a rule's findings on the line below it. */
export function ignoreComment(
  parsed: Parsed,
  rule: string,
  place: CommentPlace,
  snippet: boolean,
): TextEdit | SnippetTextEdit {
  const { start, indentation } = place;
  const lineEnd = parsed.tree.text.includes('\r\n') ? '\r\n' : '\n';
  const comment = (reason: string) => `${indentation}# mqtt-security-ignore ${rule} -- ${reason}${lineEnd}`;
  const range = toRange(parsed.lines, { start, end: start });
  return snippet
    ? { range, snippet: { kind: 'snippet', value: comment('${1:reason}') } }
    : { range, newText: comment('reason') };
}
