import { readFileSync } from 'node:fs';
import * as tls from 'node:tls';
import { certificateBytes } from '../certs/inspect';
import { pemOf } from '../certs/pem';

/**
 * The public authorities that Node brings along together with those that this system trusts, such as a company's own,
 * which Node leaves out by itself. PEM, one certificate each.
 */
export function systemAuthorities(): readonly string[] {
  return [...new Set([...tls.rootCertificates, ...ofSystem()])];
}

/** Node from 22.15 on can ask every system; before, the files are read in which Linux systems keep their authorities. */
function ofSystem(): readonly string[] {
  const { getCACertificates } = tls as { readonly getCACertificates?: (type: 'system') => readonly string[] };
  if (getCACertificates !== undefined) return getCACertificates('system');
  const named = process.env.SSL_CERT_FILE;
  for (const file of named === undefined ? SYSTEM_FILES : [named]) {
    const found = readAuthorities(file);
    if (found.length > 0) return found;
  }
  return [];
}

/** Debian and Alpine; Fedora and Red Hat; SUSE; FreeBSD. The same places as in Go's crypto/x509. */
const SYSTEM_FILES: readonly string[] = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/ssl/cert.pem',
];

function readAuthorities(file: string): readonly string[] {
  try {
    return certificateBytes(readFileSync(file)).map((bytes) => pemOf('CERTIFICATE', bytes).trimEnd());
  } catch {
    return [];
  }
}
