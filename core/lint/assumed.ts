import { t } from '../facts/message';
import type { Finding } from './finding';

/** What an older version makes of the same configuration. */
export interface OlderVersion {
  readonly version: string;
  readonly findings: readonly Finding[];
}

/**
 * Where nobody said which version is meant, a finding that stops the newest one says so when the one before it starts.
 * Verdicts, not words, are compared: only what both versions' models tell is known.
 */
export function noteOlderVersion(findings: readonly Finding[], newest: string, older: OlderVersion): Finding[] {
  const same = new Set(older.findings.filter(isFatal).map(placeOf));
  return findings.map((finding) => {
    // What is only told, such as a file of another machine, stops no broker here.
    if (!isFatal(finding) || finding.level === 'info' || same.has(placeOf(finding))) return finding;
    const message = t('said of {newest}, the newest version, for none is set; {older} does not stop here', {
      newest,
      older: older.version,
    });
    return { ...finding, related: [...finding.related, { at: finding.at, message }] };
  });
}

function isFatal({ kind }: Finding): boolean {
  return kind === 'fatal';
}

function placeOf({ at: { file, start, end } }: Finding): string {
  return `${start} ${end} ${file}`;
}
