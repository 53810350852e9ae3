import type { Hover, Position } from 'vscode-languageserver/node';
import { format } from '../../../core/facts/message';
import type { Description } from '../../../core/lint/index';
import type { ClientFacts } from '../capabilities';
import { toOffset, toRange } from '../convert';
import type { Parsed } from '../documents';

export function hover(parsed: Parsed, position: Position, version: string, client: ClientFacts): Hover | undefined {
  const found = parsed.broker.editor.describe(parsed.tree, toOffset(parsed.lines, position), version);
  if (!found) return undefined;
  const contents = client.markdown
    ? { kind: 'markdown' as const, value: toMarkdown(found, client) }
    : { kind: 'plaintext' as const, value: toPlainText(found, client) };
  return { contents, range: toRange(parsed.lines, found.range) };
}

function toMarkdown({ title, doc, facts }: Description, { catalogue }: ClientFacts): string {
  const rows = facts.map(({ name, value }) => `- ${format(name, catalogue)}: ${code(value)}`);
  return [`**${code(title)}**`, format(doc, catalogue), rows.join('\n')].filter((part) => part !== '').join('\n\n');
}

function toPlainText({ title, doc, facts }: Description, { catalogue }: ClientFacts): string {
  const rows = facts.map(({ name, value }) => `${format(name, catalogue)}: ${value}`);
  return [title, format(doc, catalogue), ...rows].filter((part) => part !== '').join('\n');
}

/** Inline code, fenced by more backquotes than the text has in a row (CommonMark 6.1). */
function code(text: string): string {
  const longest = Math.max(0, ...Array.from(text.matchAll(/`+/g), (run) => run[0].length));
  const fence = '`'.repeat(longest + 1);
  return longest === 0 ? `${fence}${text}${fence}` : `${fence} ${text} ${fence}`;
}
