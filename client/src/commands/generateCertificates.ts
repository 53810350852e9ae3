import { appendFile } from 'node:fs/promises';
import path from 'node:path';
import { env, window } from 'vscode';
import { carryOut, DEFAULT_KEY, gitignoreEntry, type KeyChoice, planSet, type WrittenFiles } from '../../../core/certs';
import { t } from '../../../core/facts/message';
import { activeBrokerDocument, type ListenerPlace, listenerPlace } from '../brokerDocument';
import { configurationFor, type Destination, destinationIn } from '../configuration';
import type { Services } from '../extension';
import { askForCertificates, type Wishes } from '../ui/certificateQuestions';
import { CA_NAME } from '../ui/certificates/answers';
import { telling } from '../ui/errors';
import { fingerprintOf, offerToRemember } from '../ui/passphrase';
import { PLAN_TITLE, planReport } from '../ui/planReport';
import { withProgress } from '../ui/progress';
import { say } from '../ui/text';
import { isTrusted } from '../ui/trust';

/** Skips every question. */
export interface GenerateOptions {
  readonly directory: string;
  readonly dns?: readonly string[];
  readonly ip?: readonly string[];
  /** MQTT user names. */
  readonly clients?: readonly string[];
  readonly key?: KeyChoice;
  readonly days?: number;
  /** Fill the files into the configuration in the active editor. */
  readonly writeConfig?: boolean;
  /** And let in only clients with a certificate. */
  readonly requireClientCertificate?: boolean;
  readonly overwrite?: boolean;
}

export interface Generated extends WrittenFiles {
  /** The configuration in the editor now names the files. */
  readonly configured: boolean;
}

/** Makes certificates and lets the open configuration use them. Rejects only where options were given. */
export async function generateCertificates(services: Services, given?: unknown): Promise<Generated | undefined> {
  if (!isTrusted(t('Generating certificates'))) return undefined;
  if (isOptions(given)) return generate(await wishesOf(given));
  return telling(services.log, async () => {
    const wishes = await askForCertificates(services, await destinationOf(given));
    if (!wishes) return undefined;
    const generated = await generate(wishes);
    services.log.info(`certificates written: ${generated.files.join(', ')}`);
    const { plan, configuration, newCaPassphrase } = wishes;
    const encrypted = newCaPassphrase !== undefined;
    services.reports.update(say(PLAN_TITLE), planReport(plan, { configuration, encrypted, state: 'carried-out' }));
    void tellOutcome(wishes, generated);
    void offerGitignore(plan.directory);
    void offerPassphrase(services, wishes);
    void services.overviews.refresh();
    return generated;
  });
}

async function generate({ plan, overwrite, configuration, ...secrets }: Wishes): Promise<Generated> {
  const { caPassphrase, newCaPassphrase, archivePassphrase } = secrets;
  const written = await withProgress(t('Generating certificates'), (_, signal) =>
    carryOut(plan, {
      force: overwrite,
      signal,
      ...(caPassphrase === undefined ? {} : { caPassphrase }),
      ...(newCaPassphrase === undefined ? {} : { newCaPassphrase }),
      ...(archivePassphrase === undefined ? {} : { pkcs12Passphrase: archivePassphrase }),
    }),
  );
  return { ...written, configured: (await configuration?.apply()) ?? false };
}

/** Of the authorities that were made, else of the one that has issued. */
async function offerPassphrase(services: Services, { plan, caPassphrase, newCaPassphrase }: Wishes): Promise<void> {
  const value = newCaPassphrase ?? caPassphrase;
  if (value === undefined) return;
  const made = plan.certificates.filter(({ role }) => role === 'ca' || role === 'intermediate');
  const issuer = path.join(plan.directory, `${plan.issuer}.crt`);
  const files = newCaPassphrase === undefined ? [issuer] : made.map(({ certificateFile }) => certificateFile);
  const fingerprints = (await Promise.all(files.map(fingerprintOf))).flatMap((found) => found ?? []);
  const known = await Promise.all(fingerprints.map((fingerprint) => services.authorities.get(fingerprint)));
  await offerToRemember(services, { value, fingerprints, remembered: known.every((one) => one === value) });
}

function isOptions(given: unknown): given is GenerateOptions {
  return typeof given === 'object' && given !== null && 'directory' in given && typeof given.directory === 'string';
}

async function wishesOf(options: GenerateOptions): Promise<Wishes> {
  const { directory, dns = [], ip = [], clients = [], key = DEFAULT_KEY, days, overwrite = false } = options;
  const request = { directory, key, clients, server: { dns, ip }, caName: CA_NAME, now: Date.now() };
  const plan = await planSet(days === undefined ? request : { ...request, days });
  const destination = options.writeConfig ? await openDestination() : undefined;
  const configuration =
    destination && (await configurationFor(destination, plan, options.requireClientCertificate ?? false));
  return { plan, overwrite, configuration };
}

async function openDestination(place?: ListenerPlace): Promise<Destination | undefined> {
  const open = await activeBrokerDocument(place);
  return open && destinationIn(open, place !== undefined);
}

/** The listener that a code lens or a failed test names; the test names what its certificate lacks as well. */
async function destinationOf(given: unknown): Promise<Destination | undefined> {
  const open = await openDestination(listenerPlace(given));
  return open && { ...open, names: namesIn(given) };
}

function namesIn(given: unknown): readonly string[] {
  const names: unknown = typeof given === 'object' && given !== null && 'names' in given ? given.names : [];
  return Array.isArray(names) ? names.filter((name) => typeof name === 'string') : [];
}

async function tellOutcome({ plan, configuration }: Wishes, { files, notes, configured }: Generated): Promise<void> {
  const counted = t('{count} files written to {directory}.', { count: files.length, directory: plan.directory });
  const text = [counted, ...notes].map(say).join(' ');
  if (configured || !configuration) {
    void window.showInformationMessage(text);
    return;
  }
  const copy = say(t('Copy Configuration Lines'));
  if ((await window.showInformationMessage(text, copy)) === copy) await env.clipboard.writeText(configuration.lines);
}

async function offerGitignore(directory: string): Promise<void> {
  const entry = await gitignoreEntry(directory);
  if (!entry) return;
  const add = say(t('Add to .gitignore'));
  const question = t('Private keys do not belong into git. Add {pattern} to {file}?', {
    pattern: entry.append.trim(),
    file: path.basename(entry.file),
  });
  if ((await window.showInformationMessage(say(question), add)) === add) await appendFile(entry.file, entry.append);
}
