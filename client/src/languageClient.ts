import { Disposable, type ExtensionContext, type LogOutputChannel, l10n, type TextDocument, workspace } from 'vscode';
import { LanguageClient, type LanguageClientOptions, TransportKind } from 'vscode-languageclient/node';
import { FILE_LANGUAGE_IDS, isCheckedDocument, LANGUAGE_IDS, SCHEMES } from './languages';

/** The language server, started when the first broker file opens and not before. */
export function languageClient(context: ExtensionContext, log: LogOutputChannel): Disposable {
  const server = { module: context.asAbsolutePath('dist/server.js'), transport: TransportKind.ipc };
  const client = new LanguageClient('mqttSecurity', 'MQTT Security', server, clientOptions(log));
  const start = (document: TextDocument) => {
    if (!isCheckedDocument(document)) return;
    client.start().catch((error: unknown) => log.error(`The language server did not start: ${String(error)}`));
  };
  workspace.textDocuments.forEach(start);
  return Disposable.from(
    workspace.onDidOpenTextDocument(start),
    workspace.onDidGrantWorkspaceTrust(() => (client.isRunning() ? client.restart() : undefined)),
    new Disposable(() => client.dispose()),
  );
}

function clientOptions(log: LogOutputChannel): LanguageClientOptions {
  return {
    documentSelector: [...Object.values(LANGUAGE_IDS), ...FILE_LANGUAGE_IDS].flatMap((language) =>
      SCHEMES.map((scheme) => ({ scheme, language })),
    ),
    outputChannel: log,
    initializationOptions: () => ({ trusted: workspace.isTrusted, catalogue: l10n.bundle }),
    markdown: { isTrusted: { enabledCommands: ['mqttSecurity.showRulePage'] } },
  };
}
