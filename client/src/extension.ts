import { commands, type ExtensionContext, type LogOutputChannel, window } from 'vscode';
import { certificateCommands } from './certificateCommands';
import { recogniseBrokerFiles } from './detect';
import { languageClient } from './languageClient';
import { proofCommands } from './proofCommands';
import { type LiveDiagnostics, liveDiagnostics } from './report/liveDiagnostics';
import { type EffectiveDocuments, effectiveDocuments } from './ui/effective';
import { reports } from './ui/report';
import { savedTargets } from './ui/savedTargets';
import { authorityPassphrases, keyPassphrases, passwords } from './ui/secrets';
import { type Overviews, overviews } from './view/overviews';
import { expiryStatus } from './view/statusItem';
import { certificateTree } from './view/tree';

/** What the commands share; made once and handed down. */
export interface Services {
  readonly context: ExtensionContext;
  readonly log: LogOutputChannel;
  readonly reports: ReturnType<typeof reports>;
  readonly effective: EffectiveDocuments;
  readonly passwords: ReturnType<typeof passwords>;
  readonly passphrases: ReturnType<typeof keyPassphrases>;
  readonly targets: ReturnType<typeof savedTargets>;
  readonly live: LiveDiagnostics;
  readonly authorities: ReturnType<typeof authorityPassphrases>;
  readonly overviews: Overviews;
}

export function activate(context: ExtensionContext): void {
  const log = window.createOutputChannel('MQTT Security', { log: true });
  const services: Services = {
    context,
    log,
    reports: reports(),
    effective: effectiveDocuments(),
    passwords: passwords(context.secrets),
    passphrases: keyPassphrases(context.secrets),
    targets: savedTargets(context.workspaceState),
    live: liveDiagnostics(),
    authorities: authorityPassphrases(context.secrets),
    overviews: overviews(context, log),
  };
  context.subscriptions.push(
    log,
    services.reports,
    services.effective,
    languageClient(context, log),
    recogniseBrokerFiles(log),
    services.overviews,
    certificateTree(services.overviews),
    expiryStatus(services.overviews),
    services.live,
    ...certificateCommands(services),
    ...proofCommands(services),
    // Loaded when first run: the probe and the certificate maker are most of the code, and most windows need neither.
    commands.registerCommand('mqttSecurity.generateCertificates', async (options) =>
      (await import('./commands/generateCertificates')).generateCertificates(services, options),
    ),
    commands.registerCommand('mqttSecurity.showRulePage', async (id) =>
      (await import('./commands/showRulePage')).showRulePage(services, id),
    ),
    commands.registerCommand('mqttSecurity.fixAll', async (uri) => (await import('./commands/fixAll')).fixAll(uri)),
    commands.registerCommand('mqttSecurity.migrate', async (uri) => (await import('./commands/migrate')).migrate(uri)),
    commands.registerCommand('mqttSecurity.translateEmqx4', async (uri) =>
      (await import('./commands/translateEmqx4')).translateEmqx4(uri),
    ),
    commands.registerCommand('mqttSecurity.showEffectiveConfiguration', async (uri) =>
      (await import('./commands/showEffectiveConfiguration')).showEffectiveConfiguration(services, uri),
    ),
    commands.registerCommand('mqttSecurity.explainLogLine', async (text) =>
      (await import('./commands/explainLog')).explainLogLine(services, text),
    ),
    commands.registerCommand('mqttSecurity.showOutput', () => log.show()),
  );
}
