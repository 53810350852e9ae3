import { parseIp } from './address';
import type { CertFacts, CertProblem } from './certificate';
import { type Message, t } from './message';

export interface JudgeOptions {
  /** Milliseconds since 1970 UTC. */
  readonly now: number;
  /** What the certificate is for: shown by a server, shown by a client, or trusted as an authority. */
  readonly role: 'server' | 'client' | 'ca';
  /** The name or address that clients connect to; without it names are not compared. */
  readonly host?: string;
  /** An end nearer than this is a problem; 30 where not given. */
  readonly expiryDays?: number;
}

/** Everything about the certificate that will hurt in this role. Lint and probe both speak through this function. */
export function judge(facts: CertFacts, at: JudgeOptions): CertProblem[] {
  return [
    validityProblem(facts, at),
    keyProblem(facts),
    signatureProblem(facts),
    ...(at.role === 'server' ? [nameProblem(facts, at.host)] : []),
    usageProblem(facts, at.role),
    authorityProblem(facts, at.role),
    versionProblem(facts),
  ].filter((problem) => problem !== undefined);
}

/**
 * Whether a client that connects to `host` accepts the certificate's names: RFC 9525, so the common name does not
 * count, an address needs an IP entry, and a wildcard stands for exactly the left-most label. As in OpenSSL, a wildcard
 * stands for letters, digits and hyphens, and directly below a top-level domain for nothing.
 */
export function namesHost(facts: Pick<CertFacts, 'sans'>, host: string): boolean {
  const address = parseIp(host)?.join('.');
  if (address !== undefined) {
    return facts.sans.some((san) => san.type === 'ip' && parseIp(san.value)?.join('.') === address);
  }
  const name = asciiName(host);
  return facts.sans.some((san) => san.type === 'dns' && matches(san.value.toLowerCase(), name));
}

const DAY = 86_400_000;

/** Below lie fewer than 112 bits of security (NIST SP 800-57), which OpenSSL refuses at Debian's security level 2. */
const SMALLEST = { rsa: 2048, ec: 224 } as const;

/** Any one of these bits lets a TLS peer use its certificate; the lists are those of OpenSSL's purpose checks. */
const USABLE_BITS = {
  server: ['digitalSignature', 'keyEncipherment', 'keyAgreement'],
  client: ['digitalSignature', 'keyAgreement'],
  ca: ['keyCertSign'],
} as const;

function validityProblem({ subject, notBefore, notAfter }: CertFacts, at: JudgeOptions): CertProblem | undefined {
  if (at.now > notAfter) {
    return {
      id: 'expired',
      message: t('certificate {subject} expired on {date}; renew it', { subject, date: day(notAfter) }),
    };
  }
  if (at.now < notBefore) {
    const message = t('certificate {subject} is not valid before {date}; check the clock or reissue it', {
      subject,
      date: day(notBefore),
    });
    return { id: 'not-yet-valid', message };
  }
  const days = Math.floor((notAfter - at.now) / DAY);
  if (days >= (at.expiryDays ?? 30)) return undefined;
  const message = t('certificate {subject} expires on {date}, in {days} days; renew it', {
    subject,
    date: day(notAfter),
    days: daysUntil(notAfter, at.now),
  });
  return { id: 'expiring', message };
}

/** By UTC days, as certificates are dated: what ends tomorrow ends in one day, whatever the hour. */
export function daysUntil(end: number, now: number): number {
  return Math.floor(end / DAY) - Math.floor(now / DAY);
}

function keyProblem({ key, subject }: CertFacts): CertProblem | undefined {
  if (key.type === 'dsa') {
    return {
      id: 'weak-key',
      message: t('certificate {subject} has a DSA key, which TLS 1.3 cannot use; issue it with a P-256 key', {
        subject,
      }),
    };
  }
  const { bits } = key;
  if ((key.type !== 'rsa' && key.type !== 'ec') || bits === undefined || bits >= SMALLEST[key.type]) return undefined;
  const message =
    key.type === 'rsa'
      ? t('certificate {subject} has an RSA key of {bits} bits; issue it with 2048 bits or more, or a P-256 key', {
          subject,
          bits,
        })
      : t('certificate {subject} has a key on a curve of {bits} bits; issue it with a P-256 key', { subject, bits });
  return { id: 'weak-key', message };
}

/** Nobody checks a self-signed certificate's signature: it is trusted for itself. */
function signatureProblem({ signatureAlgorithm, selfSigned, subject }: CertFacts): CertProblem | undefined {
  const hash = /md[245]|sha1(?!\d)/i.exec(signatureAlgorithm)?.[0].toUpperCase().replace('SHA1', 'SHA-1');
  if (hash === undefined || selfSigned) return undefined;
  const message = t('certificate {subject} is signed with {hash}, which can be forged; have it reissued with SHA-256', {
    subject,
    hash,
  });
  return { id: 'weak-signature', message };
}

function nameProblem(facts: CertFacts, host: string | undefined): CertProblem | undefined {
  const { subject } = facts;
  const names = facts.sans.filter(({ type }) => type === 'dns' || type === 'ip').map(({ value }) => value);
  if (names.length === 0) {
    const message = t(
      'certificate {subject} has no subject alternative name, so many clients reject it; reissue it with the DNS names and IP addresses of the broker',
      { subject },
    );
    return { id: 'no-san', message };
  }
  if (host === undefined || namesHost(facts, host)) return undefined;
  const message = t(
    'certificate {subject} is for {names}, not for {host}; connect by one of these names or reissue it with this one',
    {
      subject,
      names: names.join(', '),
      host,
    },
  );
  return { id: 'name-mismatch', message };
}

function usageProblem(facts: CertFacts, role: JudgeOptions['role']): CertProblem | undefined {
  const message = role === 'ca' ? issuerProblem(facts) : extendedUsageProblem(facts, role);
  const wrong = message ?? keyUsageProblem(facts, role);
  return wrong && { id: 'wrong-usage', message: wrong };
}

function issuerProblem({ isCa, selfSigned, subject, issuer }: CertFacts): Message | undefined {
  if (isCa === true || selfSigned) return undefined;
  return t(
    'certificate {subject} is not a certificate authority, so nothing can be verified with it; use the certificate of its issuer, {issuer}',
    { subject, issuer },
  );
}

/** OpenSSL does not take anyExtendedKeyUsage for the purpose itself, and RFC 5280 section 4.2.1.12 permits that. */
function extendedUsageProblem(facts: CertFacts, role: 'server' | 'client'): Message | undefined {
  const { subject, extendedKeyUsage } = facts;
  const usage = role === 'server' ? 'serverAuth' : 'clientAuth';
  if (extendedKeyUsage === undefined || extendedKeyUsage.includes(usage)) return undefined;
  const usages = extendedKeyUsage.join(', ');
  return t('certificate {subject} may not be used for {usage} (extended key usage: {usages}); reissue it for that', {
    subject,
    usage,
    usages,
  });
}

function keyUsageProblem(facts: CertFacts, role: JudgeOptions['role']): Message | undefined {
  const { subject, keyUsage } = facts;
  const needed = USABLE_BITS[role];
  if (keyUsage === undefined || needed.some((bit) => keyUsage.includes(bit)) || isPinned(facts, role)) return undefined;
  const usages = keyUsage.join(', ');
  return t('the key usage of certificate {subject} ({usages}) lacks {missing}; reissue it with that', {
    subject,
    usages,
    missing: needed[0],
  });
}

/** A self-signed end certificate in a trust store vouches only for itself, which works. */
function isPinned({ isCa, selfSigned }: CertFacts, role: JudgeOptions['role']): boolean {
  return role === 'ca' && selfSigned && isCa !== true;
}

function authorityProblem({ isCa, subject }: CertFacts, role: JudgeOptions['role']): CertProblem | undefined {
  if (role === 'ca' || isCa !== true) return undefined;
  const message = t(
    'certificate {subject} is a certificate authority: whoever has its key can issue certificates that are trusted here; use one that it issues',
    { subject },
  );
  return { id: 'is-ca', message };
}

function versionProblem({ version, subject }: CertFacts): CertProblem | undefined {
  if (version === 3) return undefined;
  const message = t(
    'certificate {subject} is of X.509 version {version}, which has no names and usages; reissue it as version 3',
    {
      subject,
      version,
    },
  );
  return { id: 'version-1', message };
}

function matches(pattern: string, name: string): boolean {
  const plain = pattern.replace(/\.$/, '');
  if (!plain.startsWith('*.')) return plain === name && plain !== '';
  const parent = plain.slice(1);
  const isBelow = name.endsWith(parent) && /^[a-z0-9-]+$/.test(name.slice(0, -parent.length));
  return isBelow && parent.lastIndexOf('.') > 0 && /^[a-z0-9.-]+$/.test(parent);
}

/** A certificate holds the ASCII form of an internationalised name (RFC 9525 section 6.2). */
function asciiName(host: string): string {
  const name = host.toLowerCase().replace(/\.$/, '');
  if (/^[\x00-\x7f]*$/.test(name)) return name;
  try {
    return new URL(`http://${name}/`).hostname;
  } catch {
    return name;
  }
}

function day(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
