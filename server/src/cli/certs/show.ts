import path from 'node:path';
import { inspectBytes } from '../../../../core/certs';
import { t } from '../../../../core/facts/message';
import { certificateReport } from '../../output/certificateReport';
import { oneOf, readArguments } from '../arguments';
import { EXIT, type Io, say, UsageError } from '../io';
import { bytesOf, passphraseOf } from './common';

export const HELP = t(`Usage: mqtt-security certs show FILE [--format text|json] [--passphrase-stdin]

  --passphrase-stdin   read the passphrase of a PKCS#12 archive from standard input`);

const OPTIONS = {
  format: { type: 'string', default: 'text' },
  'passphrase-stdin': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** `certs show FILE`: what a file of certificates, keys, requests or revocation lists holds; never a key itself. */
export async function show(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = readArguments(args, OPTIONS);
  const [file, ...excess] = positionals;
  if (values.help) {
    io.out(`${say(io, HELP)}\n`);
    return EXIT.clean;
  }
  if (file === undefined || excess.length > 0) throw new UsageError(t('say certs show FILE'));
  const format = oneOf('--format', values.format, ['text', 'json']);
  const bytes = await bytesOf(path.resolve(io.cwd, file), file);
  const passphrase = await passphraseOf(values, io);
  const facts = inspectBytes(bytes);
  const opened =
    facts.encoding === 'pkcs12' && passphrase !== undefined ? await archiveFacts(bytes, passphrase, file) : facts;
  const { certificates, keys, crls = [], requests = [] } = opened;
  if (certificates.length + keys.length + crls.length + requests.length === 0 && facts.encoding !== 'pkcs12') {
    throw new UsageError(t('{file} holds neither a certificate nor a private key', { file }));
  }
  io.out(certificateReport({ file, facts: opened, now: Date.now(), format, catalogue: io.catalogue }));
  return EXIT.clean;
}

async function archiveFacts(bytes: Uint8Array, passphrase: string, file: string) {
  const { pkcs12Facts } = await import('../../../../core/certs/pkcs12');
  const facts = pkcs12Facts(bytes, passphrase);
  if (facts === undefined) throw new UsageError(t('{file} cannot be opened with this passphrase', { file }));
  return facts;
}
