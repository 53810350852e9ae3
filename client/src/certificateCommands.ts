import { commands, type Disposable } from 'vscode';
import type { Services } from './extension';

/** What can be done with certificates that are there. Loaded when first run. */
export function certificateCommands(services: Services): readonly Disposable[] {
  return [
    commands.registerCommand('mqttSecurity.renewCertificate', async (given) =>
      (await import('./commands/renewCertificate')).renewCertificate(services, given),
    ),
    commands.registerCommand('mqttSecurity.revokeCertificate', async (given) =>
      (await import('./commands/revokeCertificate')).revokeCertificate(services, given),
    ),
    commands.registerCommand('mqttSecurity.showCertificate', async (given) =>
      (await import('./commands/showCertificate')).showCertificate(services, given),
    ),
    commands.registerCommand('mqttSecurity.requestCertificate', async () =>
      (await import('./commands/requestCertificate')).requestCertificate(services),
    ),
    commands.registerCommand('mqttSecurity.importCertificate', async () =>
      (await import('./commands/importCertificate')).importCertificate(services),
    ),
    commands.registerCommand('mqttSecurity.renewalFiles', async (kind) =>
      (await import('./commands/renewalFiles')).renewalFiles(kind),
    ),
    commands.registerCommand('mqttSecurity.openConfiguration', async (given) =>
      (await import('./commands/openConfiguration')).openConfiguration(given),
    ),
    commands.registerCommand('mqttSecurity.revealCertificate', async (given) =>
      (await import('./commands/revealCertificate')).revealCertificate(given),
    ),
    commands.registerCommand('mqttSecurity.forgetPassphrases', async () =>
      (await import('./commands/forgetPassphrases')).forgetPassphrases(services),
    ),
    commands.registerCommand('mqttSecurity.refreshCertificates', () => services.overviews.refresh()),
  ];
}
