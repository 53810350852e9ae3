import { commands, Disposable, EventEmitter, Uri, window, workspace } from 'vscode';

const SCHEME = 'mqtt-security-report';

/** Read-only Markdown documents that live as long as the window. */
export function reports() {
  const texts = new Map<string, string>();
  const changed = new EventEmitter<Uri>();
  const provider = workspace.registerTextDocumentContentProvider(SCHEME, {
    onDidChange: changed.event,
    provideTextDocumentContent: (uri) => texts.get(uri.path) ?? '',
  });
  const place = (name: string) => Uri.from({ scheme: SCHEME, path: `/${name.replaceAll('/', '∕')}.md` });
  const write = (uri: Uri, markdown: string) => {
    texts.set(uri.path, markdown);
    changed.fire(uri);
  };
  return {
    /** Shows the text rendered, under a name that becomes the tab's title. A second report of that name replaces it. */
    async show(name: string, markdown: string): Promise<Uri> {
      const uri = place(name);
      write(uri, markdown);
      await preview(uri);
      return uri;
    },
    /** Changes a report that may still be on show. */
    update: (name: string, markdown: string) => write(place(name), markdown),
    dispose: () => Disposable.from(provider, changed).dispose(),
  };
}

/** Rendered where the editor's Markdown extension is on, else as text. */
async function preview(uri: Uri): Promise<void> {
  try {
    await commands.executeCommand('markdown.showPreview', uri);
  } catch {
    await window.showTextDocument(uri);
  }
}
