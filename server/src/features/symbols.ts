import { type DocumentSymbol, SymbolKind } from 'vscode-languageserver/node';
import type { OutlineItem } from '../../../core/lint/index';
import { toRange } from '../convert';
import type { Parsed } from '../documents';

export function symbols(parsed: Parsed): DocumentSymbol[] {
  return parsed.broker.editor.outline(parsed.tree).map((item) => toSymbol(item, parsed));
}

function toSymbol({ name, detail, kind, range, selection, children }: OutlineItem, parsed: Parsed): DocumentSymbol {
  // The protocol demands a name, and that the range hold the selection; a client may refuse the whole outline else.
  const start = Math.min(range.start, selection.start);
  const end = Math.max(range.end, selection.end);
  return {
    name: name.trim() || '?',
    detail,
    kind: KINDS[kind],
    range: toRange(parsed.lines, { start, end }),
    selectionRange: toRange(parsed.lines, selection),
    children: children.map((child) => toSymbol(child, parsed)),
  };
}

const KINDS = {
  listener: SymbolKind.Interface,
  bridge: SymbolKind.Module,
  section: SymbolKind.Namespace,
  directive: SymbolKind.Property,
} as const;
