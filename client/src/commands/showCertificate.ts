import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Uri } from 'vscode';
import { inspectBytes } from '../../../core/certs';
import type { PemFacts } from '../../../core/facts/certificate';
import { t } from '../../../core/facts/message';
import { certificateFacts } from '../../../core/lint';
import type { Services } from '../extension';
import { telling } from '../ui/errors';
import { cell } from '../ui/planReport';
import { chooseFile } from '../ui/prompts';
import { say } from '../ui/text';
import { isTrusted } from '../ui/trust';
import { fileGiven, pickCertificate } from '../view/argument';

/** No certificate file is nearly this large. */
const LARGEST = 16 * 1024 * 1024;

/** Shows what a file of certificates, keys or requests holds; never a key itself. → The report's address. */
export async function showCertificate(services: Services, given?: unknown): Promise<Uri | undefined> {
  if (!isTrusted(t('Showing certificates'))) return undefined;
  return telling(services.log, async () => {
    const uri = fileGiven(given) ?? (await pick(services));
    if (!uri) return undefined;
    const { size } = await stat(uri.fsPath);
    const facts = inspectBytes(size > LARGEST ? new Uint8Array() : await readFile(uri.fsPath));
    return services.reports.show(path.basename(uri.fsPath), report(uri.fsPath, facts, Date.now()));
  });
}

async function pick(services: Services): Promise<Uri | undefined> {
  const title = t('Show Certificate');
  const prompt = t('Certificate to show');
  const wanted = { title, prompt, wanted: ({ state }: { state: string }) => state === 'present' };
  const picked = await pickCertificate(services, wanted);
  return picked === 'none' ? chooseFile(title, undefined) : picked;
}

/** As Markdown; whatever comes from the file is escaped. */
export function report(file: string, facts: PemFacts, now: number): string {
  const blocks = [
    ...facts.certificates.map((each) => table(detailed(each, now))),
    ...facts.keys.map((key) =>
      table([[say(t('Private key')), say(key.encrypted ? t('encrypted') : t('not encrypted'))]]),
    ),
    ...(facts.requests ?? []).map(({ subject, sans }) =>
      table([
        [say(t('Certificate request')), subject],
        [say(t('Names')), sans.map(({ value }) => value).join(', ')],
      ]),
    ),
    ...(facts.crls ?? []).map(({ issuer, nextUpdate }) =>
      table([
        [say(t('List of revoked certificates of')), issuer],
        [say(t('Next list')), nextUpdate === undefined ? '' : day(nextUpdate)],
      ]),
    ),
  ];
  const nothing =
    facts.encoding === 'pkcs12'
      ? t('A PKCS#12 archive, which only its passphrase opens.')
      : t('The file holds neither a certificate nor a private key.');
  return [`# ${cell(path.basename(file))}`, cell(file), ...(blocks.length > 0 ? blocks : [say(nothing)]), ''].join(
    '\n\n',
  );
}

function detailed(facts: PemFacts['certificates'][number], now: number): readonly (readonly [string, string])[] {
  const known = certificateFacts(facts, now).map(
    ({ name, value }) => [say(name), typeof value === 'string' ? value : say(value)] as const,
  );
  const usage = [...(facts.keyUsage ?? []), ...(facts.extendedKeyUsage ?? [])].join(', ');
  return [
    ...known.slice(0, -1),
    [say(t('From and until')), `${day(facts.notBefore)} – ${day(facts.notAfter)}`],
    [say(t('Signature')), facts.signatureAlgorithm],
    [say(t('Authority')), say(facts.isCa ? t('yes') : t('no'))],
    [say(t('Usage')), usage],
    [say(t('Serial number')), facts.serial],
    [say(t('SHA-256 fingerprint')), facts.fingerprint.replace(/..(?=.)/g, '$&:')],
  ];
}

function table(rows: readonly (readonly [string, string])[]): string {
  const filled = rows
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `| **${cell(name)}** | ${cell(value)} |`);
  return ['| | |', '|---|---|', ...filled].join('\n');
}

function day(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
