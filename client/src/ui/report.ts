import { commands, Disposable, EventEmitter, Uri, workspace } from 'vscode';

const SCHEME = 'mqtt-security-report';

/** Read-only Markdown documents that live as long as the window. */
export function reports() {
  const texts = new Map<string, string>();
  const changed = new EventEmitter<Uri>();
  const provider = workspace.registerTextDocumentContentProvider(SCHEME, {
    onDidChange: changed.event,
    provideTextDocumentContent: (uri) => texts.get(uri.path) ?? '',
  });
  return {
    /** Shows the text rendered, under a name that becomes the tab's title. A second report of that name replaces it. */
    async show(name: string, markdown: string): Promise<Uri> {
      const uri = Uri.from({ scheme: SCHEME, path: `/${name.replaceAll('/', '∕')}.md` });
      texts.set(uri.path, markdown);
      changed.fire(uri);
      await commands.executeCommand('markdown.showPreview', uri);
      return uri;
    },
    dispose: () => Disposable.from(provider, changed).dispose(),
  };
}
