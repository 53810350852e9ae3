import { type Message, t } from '../../facts/message';
import { isSecure, parseTarget } from '../target';
import type { ScanTarget } from './result';

export type ParsedScanTarget =
  | { readonly ok: true; readonly target: ScanTarget }
  | { readonly ok: false; readonly reason: Message };

/** The target that `broker.example:8883`, `[::1]:8883` or a URL such as `mqtts://broker.example` names. */
export function parseScanTarget(text: string): ParsedScanTarget {
  const trimmed = text.trim();
  const parsed = parseTarget(
    trimmed === '' || /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? trimmed : `mqtts://${trimmed}`,
  );
  if (!parsed.ok) return parsed;
  const { protocol, host, port } = parsed.target;
  if (!isSecure(parsed.target)) {
    return {
      ok: false,
      reason: t('{protocol}:// is plain text, so there is no TLS to scan; use mqtts:// or wss://', { protocol }),
    };
  }
  return { ok: true, target: { host, port } };
}
