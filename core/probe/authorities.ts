import { readFileSync } from 'node:fs';
import * as tls from 'node:tls';

/**
 * What this system trusts, a company's own authorities among it, which Node leaves out by itself; the public authorities
 * that Node brings along where the system keeps none. PEM texts of one or many certificates.
 */
export function systemAuthorities(): readonly string[] {
  const file = process.env.SSL_CERT_FILE;
  for (const candidate of file === undefined ? SYSTEM_FILES : [file]) {
    const text = readAuthorities(candidate);
    if (text !== undefined) return [text];
  }
  // Node from 22.15 on can ask Windows and macOS, whose stores may lack what nobody has needed yet.
  const { getCACertificates } = tls as { readonly getCACertificates?: (type: 'system') => readonly string[] };
  return [...tls.rootCertificates, ...(getCACertificates?.('system') ?? [])];
}

/** Debian and Alpine; Fedora and Red Hat; SUSE; FreeBSD. The same places as in Go's crypto/x509. */
const SYSTEM_FILES: readonly string[] = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/ssl/cert.pem',
];

/** Not parsed here: the TLS library reads it in any case, and much faster. */
function readAuthorities(file: string): string | undefined {
  try {
    const text = readFileSync(file, 'latin1');
    return text.includes('-----BEGIN CERTIFICATE-----') ? text : undefined;
  } catch {
    return undefined;
  }
}
