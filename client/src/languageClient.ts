import {
  type Diagnostic,
  Disposable,
  type ExtensionContext,
  type LogOutputChannel,
  l10n,
  type TextDocument,
  Uri,
  window,
  workspace,
} from 'vscode';
import { LanguageClient, type LanguageClientOptions, TransportKind } from 'vscode-languageclient/node';
import { t } from '../../core/facts/message';
import {
  ENVIRONMENT_FILES,
  FILE_LANGUAGE_IDS,
  isCheckedDocument,
  LANGUAGE_IDS,
  PROXY_FILES,
  PROXY_LANGUAGE,
  SCHEMES,
} from './languages';
import { say } from './ui/text';

/** The language server, started when the first broker file opens and not before. */
export function languageClient(context: ExtensionContext, log: LogOutputChannel): Disposable {
  const server = { module: context.asAbsolutePath('dist/server.js'), transport: TransportKind.ipc };
  const client = new LanguageClient('mqttSecurity', 'MQTT Security', server, clientOptions(context, log));
  let told = false;
  const start = (document: TextDocument) => {
    if (!isCheckedDocument(document)) return;
    client.start().catch((error: unknown) => {
      log.error(`The language server did not start: ${String(error)}`);
      // Without it the file would merely look faultless.
      if (!told) void tellNotStarted(log);
      told = true;
    });
  };
  workspace.textDocuments.forEach(start);
  return Disposable.from(
    workspace.onDidOpenTextDocument(start),
    workspace.onDidGrantWorkspaceTrust(() => (client.isRunning() ? client.restart() : undefined)),
    new Disposable(() => client.dispose()),
  );
}

async function tellNotStarted(log: LogOutputChannel): Promise<void> {
  const show = say(t('Show Output'));
  const text = say(t('The language server of MQTT Security did not start, so broker files are not checked.'));
  if ((await window.showErrorMessage(text, show)) === show) log.show();
}

function clientOptions({ extensionUri }: ExtensionContext, log: LogOutputChannel): LanguageClientOptions {
  const withPage = (diagnostic: Diagnostic) => withPageHere(diagnostic, extensionUri);
  return {
    documentSelector: SCHEMES.flatMap((scheme) => [
      ...[...Object.values(LANGUAGE_IDS), ...FILE_LANGUAGE_IDS].map((language) => ({ scheme, language })),
      { scheme, pattern: ENVIRONMENT_FILES },
      { scheme, pattern: PROXY_FILES },
      { scheme, language: PROXY_LANGUAGE },
    ]),
    outputChannel: log,
    initializationOptions: () => ({ trusted: workspace.isTrusted, catalogue: l10n.bundle }),
    markdown: { isTrusted: { enabledCommands: ['mqttSecurity.showRulePage'] } },
    middleware: {
      handleDiagnostics: (uri, diagnostics, next) => next(uri, diagnostics.map(withPage)),
      provideDiagnostics: async (document, previous, token, next) => {
        const report = await next(document, previous, token);
        return report?.kind === 'full' ? { ...report, items: report.items.map(withPage) } : report;
      },
    },
  };
}

/**
 * The page of the rule comes with the extension; the server names its public address, for other editors. No command: the
 * hover of a diagnostic runs none. An editor association of the manifest has the page shown as it is meant to be read.
 */
function withPageHere(diagnostic: Diagnostic, extension: Uri): Diagnostic {
  const { code } = diagnostic;
  if (typeof code !== 'object') return diagnostic;
  const target = Uri.joinPath(extension, 'docs/rules', `${code.value}.md`);
  return Object.assign(diagnostic, { code: { value: code.value, target } });
}
