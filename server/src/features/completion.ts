import {
  type CompletionItem,
  CompletionItemKind,
  CompletionItemTag,
  InsertTextFormat,
  type Position,
} from 'vscode-languageserver/node';
import { format } from '../../../core/facts/message';
import type { Completion } from '../../../core/lint/index';
import type { ClientFacts } from '../capabilities';
import { toOffset, toRange } from '../convert';
import type { Parsed } from '../documents';

export const COMPLETION_TRIGGERS = [' ', '=', '.'];

export function complete(parsed: Parsed, position: Position, version: string, client: ClientFacts): CompletionItem[] {
  const found = parsed.broker.editor.complete(parsed.tree, toOffset(parsed.lines, position), version);
  return found.map((completion, index) => toItem(completion, index, parsed, client));
}

function toItem(completion: Completion, index: number, { lines }: Parsed, client: ClientFacts): CompletionItem {
  const { label, kind, range, insert, detail, doc } = completion;
  const snippet = (completion.snippet ?? false) && client.completionSnippets;
  const newText = completion.snippet && !snippet ? withoutPlaceholders(insert) : insert;
  return {
    label,
    kind: KINDS[kind],
    detail,
    documentation: doc && { kind: client.markdown ? 'markdown' : 'plaintext', value: format(doc, client.catalogue) },
    tags: completion.deprecated ? [CompletionItemTag.Deprecated] : undefined,
    // The broker's order is meant: what fits best comes first.
    sortText: String(index).padStart(5, '0'),
    filterText: label,
    insertTextFormat: snippet ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
    textEdit: { range: toRange(lines, range), newText },
  };
}

const KINDS = {
  directive: CompletionItemKind.Property,
  value: CompletionItemKind.EnumMember,
  section: CompletionItemKind.Module,
} as const;

/** `${1:name}` → `name`, `${1|a,b|}` → `a`, `$0` → nothing; for a client without snippets. */
export function withoutPlaceholders(snippet: string): string {
  return snippet
    .replace(/\$\{\d+:([^}]*)\}/g, '$1')
    .replace(/\$\{\d+\|([^,|]*)[^}]*\}/g, '$1')
    .replace(/\$\{?\d+\}?/g, '')
    .replace(/\\([$}\\])/g, '$1');
}
