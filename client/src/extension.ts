import { commands, type ExtensionContext, type LogOutputChannel, window } from 'vscode';
import { fixAll } from './commands/fixAll';
import { generateCertificates } from './commands/generateCertificates';
import { showRulePage } from './commands/showRulePage';
import { testConnection } from './commands/testConnection';
import { recogniseBrokerFiles } from './detect';
import { languageClient } from './languageClient';
import { reports } from './ui/report';
import { passwords } from './ui/secrets';

/** What the commands share; made once and handed down. */
export interface Services {
  readonly context: ExtensionContext;
  readonly log: LogOutputChannel;
  readonly reports: ReturnType<typeof reports>;
  readonly passwords: ReturnType<typeof passwords>;
}

export function activate(context: ExtensionContext): void {
  const log = window.createOutputChannel('MQTT Security', { log: true });
  const services: Services = { context, log, reports: reports(), passwords: passwords(context.secrets) };
  context.subscriptions.push(
    log,
    services.reports,
    languageClient(context, log),
    recogniseBrokerFiles(log),
    commands.registerCommand('mqttSecurity.generateCertificates', (options) => generateCertificates(services, options)),
    commands.registerCommand('mqttSecurity.testConnection', (options) => testConnection(services, options)),
    commands.registerCommand('mqttSecurity.showRulePage', (id) => showRulePage(services, id)),
    commands.registerCommand('mqttSecurity.fixAll', (uri) => fixAll(uri)),
    commands.registerCommand('mqttSecurity.showOutput', () => log.show()),
  );
}
