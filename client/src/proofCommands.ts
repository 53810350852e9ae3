import { commands, type Disposable, window } from 'vscode';
import type { Services } from './extension';

/** What can be found out of a broker that runs. Loaded when first run. */
export function proofCommands(services: Services): readonly Disposable[] {
  return [
    commands.registerCommand('mqttSecurity.testConnection', async (given) =>
      (await import('./commands/testConnection')).testConnection(services, given),
    ),
    commands.registerCommand('mqttSecurity.scanTls', async (given) =>
      (await import('./commands/testConnection')).scanTls(services, given),
    ),
    commands.registerCommand('mqttSecurity.checkRefusals', async (given) =>
      (await import('./commands/testConnection')).checkRefusals(services, given),
    ),
    commands.registerCommand('mqttSecurity.compareWithBroker', async (given) =>
      (await import('./commands/testConnection')).compareWithBroker(services, given),
    ),
    window.registerWebviewPanelSerializer('mqttSecurity.report', {
      deserializeWebviewPanel: async (panel, state) =>
        (await import('./report/session')).restorePanel(services, panel, state),
    }),
  ];
}
