import path from 'node:path';
import { Uri, window } from 'vscode';
import { planRenewal, type RenewalPlan, type Renewed, reloadSteps, renew } from '../../../core/certs';
import { type Message, t } from '../../../core/facts/message';
import type { Services } from '../extension';
import { confirmed } from '../ui/confirm';
import { telling } from '../ui/errors';
import { askPassphrase, fingerprintOf, offerToRemember, type Passphrase } from '../ui/passphrase';
import { withProgress } from '../ui/progress';
import { say } from '../ui/text';
import { isTrusted } from '../ui/trust';
import { fileGiven, pickCertificate } from '../view/argument';
import { brokersUsing } from '../view/overview';

const TITLE = t('Renew Certificate');

/** Renews a certificate in its place, once confirmed; the old files stay as backups. */
export async function renewCertificate(services: Services, given?: unknown): Promise<Renewed | undefined> {
  if (!isTrusted(t('Renewing certificates'))) return undefined;
  return telling(services.log, async () => {
    const file = fileGiven(given) ?? (await pick(services));
    if (!file) return undefined;
    const plan = await planRenewal(file.fsPath, { now: Date.now() });
    if (!(await agreed(plan))) return undefined;
    const passphrase = await passphraseFor(services, plan);
    if (passphrase === 'cancel') return undefined;
    const name = path.basename(plan.certificateFile);
    const renewed = await withProgress(t('Renewing {name}', { name }), (_, signal) =>
      renew(plan, { ...secretsOf(plan, passphrase), signal }),
    );
    services.log.info(`certificate renewed: ${renewed.files.join(', ')}`);
    await keepUp(services, plan, passphrase);
    await tellReload(services, plan, renewed);
    return renewed;
  });
}

async function pick(services: Services): Promise<Uri | undefined> {
  const prompt = t('Certificate to renew');
  const picked = await pickCertificate(services, { title: TITLE, prompt, wanted: ({ renewable }) => renewable });
  if (picked !== 'none') return picked;
  const text = t(
    'No certificate of this workspace can be renewed here: the authority that issued it must be beside it.',
  );
  void window.showInformationMessage(say(text));
  return undefined;
}

function agreed({ certificateFile, keyFile, keepKey, days, key, backups }: RenewalPlan): Promise<boolean> {
  const name = path.basename(certificateFile);
  const details = [
    t('Folder: {directory}', { directory: path.dirname(certificateFile) }),
    t('The same names, valid for {days} days', { days }),
    keepKey
      ? t('The private key {file} stays', { file: path.basename(keyFile) })
      : t('A new private key ({key}) replaces {file}', { key, file: path.basename(keyFile) }),
    ...backups.map(({ from, to }) => t('{from} is kept as {to}', { from: path.basename(from), to: path.basename(to) })),
    t('The configuration stays as it is'),
  ];
  return confirmed(t('Renew {name}?', { name }), details, t('Renew'));
}

/** Of the issuing authority, or of the key itself where that stays or is encrypted anew. */
async function passphraseFor(services: Services, plan: RenewalPlan): Promise<Passphrase | 'cancel' | undefined> {
  const { issuer, keyEncrypted, certificateFile } = plan;
  const opened = issuer?.keyEncrypted
    ? path.join(issuer.directory, `${issuer.stem}.crt`)
    : keyEncrypted
      ? certificateFile
      : undefined;
  return opened === undefined ? undefined : ((await askPassphrase(services, TITLE, opened)) ?? 'cancel');
}

function secretsOf({ keyEncrypted, issuer }: RenewalPlan, passphrase: Passphrase | undefined) {
  if (passphrase === undefined) return {};
  return {
    ...(issuer?.keyEncrypted ? { caPassphrase: passphrase.value } : {}),
    // An authority below another one is encrypted with the same passphrase by this extension.
    ...(keyEncrypted ? { keyPassphrase: passphrase.value } : {}),
  };
}

/** A renewed authority has a new fingerprint; what was remembered for the old one holds for it as well. */
async function keepUp(services: Services, plan: RenewalPlan, passphrase: Passphrase | undefined): Promise<void> {
  if (!passphrase) return;
  const fresh = plan.keyEncrypted ? await fingerprintOf(plan.certificateFile) : undefined;
  const fingerprints = fresh === undefined ? passphrase.fingerprints : [...passphrase.fingerprints, fresh];
  if (!passphrase.remembered) void offerToRemember(services, { ...passphrase, fingerprints });
  else if (fresh !== undefined) await services.authorities.remember([fresh], passphrase.value);
}

/** For each broker that uses it, how that takes the new one. */
async function tellReload({ overviews }: Services, plan: RenewalPlan, { notAfter, notes }: Renewed): Promise<void> {
  const [name, date] = [path.basename(plan.certificateFile), new Date(notAfter).toISOString().slice(0, 10)];
  const users = brokersUsing(await overviews.refresh(), Uri.file(plan.certificateFile).toString());
  const ids = new Set(users.map(({ broker }) => broker));
  const steps: readonly Message[] =
    plan.role === 'client' ? reloadSteps('mosquitto', 'client') : [...ids].flatMap((id) => reloadSteps(id, plan.role));
  const texts = [t('{name} is valid until {date}.', { name, date }), ...notes, ...steps];
  void window.showInformationMessage(texts.map(say).join(' '));
}
