import path from 'node:path';
import { t } from '../facts/message';
import type { Problem } from './event';
import { alertEntries } from './explain/alerts';
import { answerEntries, explainAnswer } from './explain/answers';
import { authorityEntries } from './explain/authority';
import { connectionEntries } from './explain/connection';
import type { Entry } from './explain/entry';
import { explainUnreadableFile, fileEntries } from './explain/files';
import { logEntries } from './explain/log';
import { anyAlertEntry, otherAlertEntries } from './explain/other-alerts';
import type { Situation } from './explain/situation';
import { trustEntries } from './explain/trust';

/** Why it failed and what to do, from the error and from what was observed around it. */
export function explain(situation: Situation): Problem {
  const { failure } = situation;
  const explanation =
    explainAnswer(situation) ??
    explainUnreadableFile(situation) ??
    (entryByCode(failure.code) ?? entryByText(failure.text))?.explain(situation) ??
    unknown(situation);
  return { code: failure.code, ...explanation, ...(situation.authorityFile ? atHand(situation.authorityFile) : {}) };
}

/** What is at hand is better advice than what has to be found. */
function atHand(file: string): Pick<Problem, 'advice' | 'action'> {
  const name = path.basename(file);
  return {
    advice: t('Use {file} as CA file: an authority in it has signed what the broker presents.', { file: name }),
    action: { kind: 'use-ca', file },
  };
}

/** What a line of a broker's or client's log means; undefined where it is not known. */
export function explainText(text: string): Problem | undefined {
  const failure = { code: text.trim().split(/\s/)[0] ?? '', text };
  const entry = entryByCode(failure.code) ?? entryByText(text);
  return entry && { code: entry.codes[0] ?? entry.texts[0] ?? '', ...entry.explain({ failure }) };
}

/** A line of a log that is known, with what it means. */
export interface ExplainedLine {
  /** Counted from 1. */
  readonly line: number;
  readonly text: string;
  readonly problem: Problem;
}

/** What is known of a whole log, each cause where it is first seen. */
export function explainLog(log: string): readonly ExplainedLine[] {
  const lines = log.split(/\r?\n/);
  const seen = new Set<string>();
  return lines.flatMap((text, index) => {
    if (text.trim() === '' || explainText(text) === undefined) return [];
    // OpenSSL's own line follows the one of the broker and says why.
    const problem = explainText([text, ...openSslLines(lines, index + 1)].join('\n'));
    if (problem === undefined || seen.has(problem.cause.template)) return [];
    seen.add(problem.cause.template);
    return [{ line: index + 1, text: text.trim(), problem }];
  });
}

function openSslLines(lines: readonly string[], from: number): readonly string[] {
  const next = lines[from];
  // Mosquitto 2.1 says also while doing what.
  return next !== undefined && /OpenSSL Error\b[^[]*\[\d+\]|^\s*error:[0-9A-F]{8}:/i.test(next)
    ? [next, ...openSslLines(lines, from + 1)]
    : [];
}

/** Order matters for texts: the first entry whose phrase occurs wins. */
const entries: readonly Entry[] = [
  ...logEntries,
  ...fileEntries,
  ...otherAlertEntries,
  ...alertEntries,
  ...trustEntries,
  ...authorityEntries,
  ...answerEntries,
  ...connectionEntries,
  anyAlertEntry,
];

function entryByCode(code: string): Entry | undefined {
  // OpenSSL 3.2 has renamed the alerts of SSL 3.0: ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE.
  const plain = normalise(code)
    .replace(/^err (?:ssl|ossl|tls) /, '')
    .replace(/^ssl\/tls alert/, 'sslv3 alert');
  return entries.find(({ codes }) => codes.some((known) => sameCode(plain, normalise(known))));
}

/** OpenSSL puts the library's name before the reason (`PEM_NO_START_LINE`), BoringSSL does not. */
function sameCode(code: string, known: string): boolean {
  return code === known || code.endsWith(` ${known}`);
}

function entryByText(text: string): Entry | undefined {
  const plain = normalise(text);
  return entries.find(({ texts }) => texts.some((phrase) => plain.includes(normalise(phrase))));
}

/** OpenSSL 1.1, OpenSSL 3 and BoringSSL spell the same reason with blanks, hyphens, underscores, in either case. */
function normalise(text: string): string {
  return text
    .toLowerCase()
    .replace(/[_\s-]+/g, ' ')
    .trim();
}

function unknown({ failure, stage }: Situation): Pick<Problem, 'cause' | 'advice'> {
  if (stage === 'tls' && failure.code.startsWith('ERR_SSL_')) {
    return {
      cause: t(
        'What the server sent in the TLS handshake makes no sense ({code}): it was damaged on the way, or only looks like TLS.',
        {
          code: failure.code,
        },
      ),
      advice: t(
        "Check that this is the TLS port of the broker and what stands in between, such as a proxy; then look into the broker's log.",
      ),
    };
  }
  return {
    cause: t('The connection failed: {text}', { text: failure.text || failure.code }),
    advice: t("Look into the broker's log at the time of this test; it names its side of the failure."),
  };
}
