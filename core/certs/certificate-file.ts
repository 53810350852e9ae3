import type { CertFacts } from '../facts/certificate';
import { t } from '../facts/message';
import { readIfThere } from './authority';
import { CertificatesError } from './errors';
import { readPem } from './pem';
import { certificateParts, factsOfDer } from './x509';

/** The first certificate of a PEM file; a CertificatesError where there is none. */
export async function certificateIn(file: string): Promise<{ readonly der: Uint8Array; readonly facts: CertFacts }> {
  const bytes = await readIfThere(file);
  if (bytes === undefined) throw new CertificatesError(t('there is no file {file}', { file }), 'input');
  const block = readPem(bytes).find(({ label }) => label === 'CERTIFICATE');
  const facts = block && factsOfDer(block.bytes);
  if (block && facts) return { der: certificateParts(block.bytes)?.whole ?? block.bytes, facts };
  throw new CertificatesError(t('{file} holds no certificate in PEM', { file }), 'input');
}
