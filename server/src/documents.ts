import type { TextDocument } from 'vscode-languageserver-textdocument';
import { type Broker, detectBroker, type FileId, LineIndex, languages, type Tree } from '../../core/lint/index';
import { canonicalUri } from './fileIds';
import { TEXT_LIMIT } from './host';

/** A document as the user sees it right now. Completion, hover and outline need no more and never wait. */
export interface Parsed {
  readonly file: FileId;
  readonly broker: Broker;
  readonly tree: Tree;
  readonly lines: LineIndex;
}

/** The open documents. They win over the disk. */
export interface Documents {
  open(document: TextDocument): FileId;
  close(document: TextDocument): FileId;
  readonly ids: Iterable<FileId>;
  isOpen(file: FileId): boolean;
  text(file: FileId): string | undefined;
  version(file: FileId): number | undefined;
  /** The client's own spelling where the document is open. */
  uriOf(file: FileId): string;
  /** Undefined where the document is not open or no known broker's. */
  parsed(file: FileId): Parsed | undefined;
  broker(file: FileId): Broker | undefined;
}

export function documents(): Documents {
  const open = new Map<FileId, TextDocument>();
  const cache = new Map<FileId, { readonly version: number; readonly parsed: Parsed | undefined }>();
  return {
    open(document) {
      const file = canonicalUri(document.uri);
      open.set(file, document);
      cache.delete(file);
      return file;
    },
    close(document) {
      const file = canonicalUri(document.uri);
      open.delete(file);
      cache.delete(file);
      return file;
    },
    get ids() {
      return open.keys();
    },
    isOpen: (file) => open.has(file),
    text: (file) => open.get(file)?.getText(),
    version: (file) => open.get(file)?.version,
    uriOf: (file) => open.get(file)?.uri ?? file,
    parsed(file) {
      const document = open.get(file);
      if (!document) return undefined;
      const known = cache.get(file);
      if (known?.version === document.version) return known.parsed;
      const parsed = parse(file, document);
      cache.set(file, { version: document.version, parsed });
      return parsed;
    },
    broker(file) {
      const document = open.get(file);
      return document && brokerOf(file, document);
    },
  };
}

function parse(file: FileId, document: TextDocument): Parsed | undefined {
  const broker = brokerOf(file, document);
  if (!broker) return undefined;
  const text = document.getText();
  if (text.length > (broker.textLimit ?? TEXT_LIMIT)) return undefined;
  return { file, broker, tree: broker.parse(file, text), lines: new LineIndex(text) };
}

/** The language that the user chose counts more than name and content. */
function brokerOf(file: FileId, document: TextDocument): Broker | undefined {
  return (
    languages.find(({ languageId }) => languageId === document.languageId) ??
    detectBroker(readable(file), document.getText())
  );
}

function readable(uri: string): string {
  try {
    return decodeURIComponent(uri);
  } catch {
    return uri;
  }
}
