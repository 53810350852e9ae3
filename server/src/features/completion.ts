import {
  type CompletionItem,
  CompletionItemKind,
  CompletionItemTag,
  InsertTextFormat,
  type Position,
} from 'vscode-languageserver/node';
import { format } from '../../../core/facts/message';
import {
  type Completion,
  completePath,
  type DirectoryEntry,
  directoryOf,
  type FileId,
  type Host,
  type PathPlace,
} from '../../../core/lint/index';
import type { ClientFacts } from '../capabilities';
import { toOffset, toRange } from '../convert';
import type { Parsed } from '../documents';

export const COMPLETION_TRIGGERS = [' ', '=', '.', '/'];

export interface CompletionContext {
  readonly parsed: Parsed;
  readonly version: string;
  readonly client: ClientFacts;
  readonly host: Host;
}

export async function complete(position: Position, context: CompletionContext): Promise<CompletionItem[]> {
  const { parsed, version, host } = context;
  const { editor } = parsed.broker;
  const offset = toOffset(parsed.lines, position);
  const place = editor.pathAt?.(parsed.tree, offset, version);
  const paths = place ? completePath(place, await entriesAt(parsed.file, place, host)) : [];
  const found = [...paths, ...editor.complete(parsed.tree, offset, version)];
  return found.map((completion, index) => toItem(completion, index, context));
}

/** Of longer directories the rest is left out. */
const MOST_ENTRIES = 500;

/** What is in the first of the directories that the path may mean. */
async function entriesAt(file: FileId, place: PathPlace, host: Host): Promise<readonly DirectoryEntry[]> {
  for (const directory of host.resolve(file, directoryOf(place))) {
    const names = await host.list(directory);
    if (!names) continue;
    const base = directory.replace(/\/$/, '');
    return Promise.all(
      names.slice(0, MOST_ENTRIES).map(async (name) => {
        const member = `${base}/${directory.includes('://') ? encodeURIComponent(name) : name}`;
        return { name, directory: (await host.list(member)) !== undefined };
      }),
    );
  }
  return [];
}

function toItem(completion: Completion, index: number, { parsed, client }: CompletionContext): CompletionItem {
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
    textEdit: { range: toRange(parsed.lines, range), newText },
    // What is in the directory is wanted next; the command is one of VS Code.
    command:
      kind === 'directory' && client.ownCommands ? { title: '', command: 'editor.action.triggerSuggest' } : undefined,
  };
}

const KINDS = {
  directive: CompletionItemKind.Property,
  value: CompletionItemKind.EnumMember,
  section: CompletionItemKind.Module,
  file: CompletionItemKind.File,
  directory: CompletionItemKind.Folder,
} as const;

/** `${1:name}` → `name`, `${1|a,b|}` → `a`, `$0` → nothing; for a client without snippets. */
function withoutPlaceholders(snippet: string): string {
  return snippet
    .replace(/\$\{\d+:([^}]*)\}/g, '$1')
    .replace(/\$\{\d+\|([^,|]*)[^}]*\}/g, '$1')
    .replace(/\$\{?\d+\}?/g, '')
    .replace(/\\([$}\\])/g, '$1');
}
