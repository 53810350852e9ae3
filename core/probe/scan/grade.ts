import { type Message, t } from '../../facts/message';

export type GradeLetter = 'A+' | 'A' | 'B' | 'C' | 'F';

export interface Grade {
  readonly letter: GradeLetter;
  /** What keeps the grade from being better; empty for A+. */
  readonly reasons: readonly Message[];
}

/** The best grade that a finding leaves. */
export type Cap = Exclude<GradeLetter, 'A+'>;

/**
 * One grade for a server: the lowest cap of its findings, with those findings as reasons.
 *
 * - `F`: someone on the path reads or alters traffic today: SSL 2.0 and 3.0; suites without encryption or authentication, of
 *   export grade or with single DES; Diffie-Hellman below 1024 bits.
 * - `C`: attacks are published, but take effort: RC4, 3DES, compression; an expired or forgeable certificate.
 * - `B`: formally retired or without forward secrecy: TLS 1.0 and 1.1, static key exchange, DH below 2048 bits, small
 *   curves, no secure renegotiation, a certificate that careful clients refuse.
 * - `A`: nothing of that, but better ones exist (CBC, DHE, SHA-1 signatures), or TLS 1.3 is missing.
 * - `A+`: no finding at all, and TLS 1.3.
 */
export function gradeOf(
  findings: readonly { readonly cap: Cap; readonly message: Message }[],
  offersTls13: boolean,
): Grade {
  const letter = ORDER.find((cap) => findings.some((finding) => finding.cap === cap));
  if (letter !== undefined) {
    return { letter, reasons: findings.filter(({ cap }) => cap === letter).map(({ message }) => message) };
  }
  if (offersTls13) return { letter: 'A+', reasons: [] };
  return { letter: 'A', reasons: [t('TLS 1.3 is not offered; it is faster and leaves less to configure')] };
}

/** Worst first. */
const ORDER: readonly Cap[] = ['F', 'C', 'B', 'A'];
