import path from 'node:path';
import { env, type Uri, window } from 'vscode';
import {
  CRL_DAYS,
  planRenewal,
  REVOCATION_REASONS,
  type RevocationReason,
  type Revoked,
  revoke,
} from '../../../core/certs';
import { type Message, t } from '../../../core/facts/message';
import type { Services } from '../extension';
import { confirmed } from '../ui/confirm';
import { telling } from '../ui/errors';
import { askPassphrase, offerToRemember, type Passphrase } from '../ui/passphrase';
import { choose } from '../ui/prompts';
import { say } from '../ui/text';
import { isTrusted } from '../ui/trust';
import { fileGiven, pickCertificate } from '../view/argument';

const TITLE = t('Revoke Client Certificate');

/** Revokes a client's certificate, once confirmed: the authority's list of revoked certificates names it. */
export async function revokeCertificate(services: Services, given?: unknown): Promise<Revoked | undefined> {
  if (!isTrusted(t('Revoking certificates'))) return undefined;
  return telling(services.log, async () => {
    const file = fileGiven(given) ?? (await pick(services));
    const reason = file && (await askReason());
    if (!file || !reason || !(await agreed(file.fsPath))) return undefined;
    const passphrase = await passphraseFor(services, file.fsPath);
    if (passphrase === 'cancel') return undefined;
    const revoked = await revoke(file.fsPath, reason, {
      directory: path.dirname(file.fsPath),
      now: Date.now(),
      days: CRL_DAYS,
      ...(passphrase === undefined ? {} : { caPassphrase: passphrase.value }),
    });
    services.log.info(`certificate revoked: ${file.fsPath}; the list is ${revoked.crl}`);
    if (passphrase) void offerToRemember(services, passphrase);
    await services.overviews.refresh();
    void tell(revoked);
    return revoked;
  });
}

async function pick(services: Services): Promise<Uri | undefined> {
  const prompt = t('Client whose certificate is revoked');
  const picked = await pickCertificate(services, { title: TITLE, prompt, wanted: ({ revocable }) => revocable });
  if (picked !== 'none') return picked;
  void window.showInformationMessage(
    say(t('There is no client certificate here that an authority beside it has issued.')),
  );
  return undefined;
}

const REASONS: Readonly<Record<RevocationReason, Message>> = {
  unspecified: t('no reason given'),
  keyCompromise: t('the private key may be known to others'),
  CACompromise: t('the authority’s key may be known to others'),
  affiliationChanged: t('the client belongs to somebody else now'),
  superseded: t('a new certificate takes its place'),
  cessationOfOperation: t('the client is no longer in use'),
};

async function askReason(): Promise<RevocationReason | undefined> {
  const known = Object.keys(REVOCATION_REASONS).filter((word): word is RevocationReason => word in REASONS);
  const choices = known.map((value) => ({ label: say(REASONS[value]), description: value, value }));
  const frame = { title: TITLE, step: 1, totalSteps: 1, canGoBack: false };
  const reply = await choose(frame, { prompt: t('Why it is revoked'), choices });
  return typeof reply === 'string' ? undefined : reply.value;
}

function agreed(file: string): Promise<boolean> {
  const name = path.basename(file);
  const details = [
    t('This cannot be taken back: a revoked certificate stays revoked'),
    t('A new list of revoked certificates is written in {directory}; it is due again in {days} days', {
      directory: path.dirname(file),
      days: CRL_DAYS,
    }),
    t('The broker refuses the client once its configuration names the list and it has read it'),
  ];
  return confirmed(t('Revoke {name}?', { name }), details, t('Revoke'));
}

async function passphraseFor(services: Services, file: string): Promise<Passphrase | 'cancel' | undefined> {
  const { issuer } = await planRenewal(file, { now: Date.now() }).catch(() => ({ issuer: undefined }));
  if (!issuer?.keyEncrypted) return undefined;
  return (await askPassphrase(services, TITLE, path.join(issuer.directory, `${issuer.stem}.crt`))) ?? 'cancel';
}

async function tell({ crl, count, nextUpdate, notes }: Revoked): Promise<void> {
  const date = new Date(nextUpdate).toISOString().slice(0, 10);
  const listed = t('{file} names {count} revoked certificates; the next list is due on {date}.', {
    file: path.basename(crl),
    count,
    date,
  });
  const next = t('Mosquitto reads it where the listener says crlfile, after a reload.');
  const copy = say(t('Copy Configuration Line'));
  const text = [...notes, listed, next].map(say).join(' ');
  if ((await window.showInformationMessage(text, copy)) === copy) await env.clipboard.writeText(`crlfile ${crl}\n`);
}
