import { type Catalogue, format, type Message, t } from '../../facts/message';
import { escapeMarkdown, jsonReport, markdownReport, runtimeName } from '../report';
import { scanJson, scanMarkdown } from '../scan/report';
import { urlOf } from '../target';
import type { FullReport, ReportPart } from './data';
import { titleOf } from './page';
import { levelWord } from './parts';
import { adviceOf, OUTCOMES } from './verdicts';

/** For an issue or a wiki page. */
export function reportMarkdown(report: FullReport, catalogue?: Catalogue): string {
  const say = (message: Message) => escapeMarkdown(format(message, catalogue));
  const time = new Date(report.startedAt).toISOString();
  return [
    `# ${say(titleOf(report))}`,
    `${time} · ${escapeMarkdown(runtimeName(report.versions))}`,
    ...report.parts.flatMap((part) => partMarkdown(part, report, say, catalogue)),
  ]
    .join('\n\n')
    .concat('\n');
}

/** Messages in words, everything else as observed. */
export function reportJson({ startedAt, versions, parts }: FullReport, catalogue?: Catalogue): object {
  return {
    startedAt: new Date(startedAt).toISOString(),
    runtime: runtimeName(versions),
    parts: parts.map((part) => partJson(part, (message) => format(message, catalogue), catalogue)),
  };
}

type Say = (message: Message) => string;

function partMarkdown(
  part: ReportPart,
  { startedAt, versions }: FullReport,
  say: Say,
  catalogue: Catalogue | undefined,
): readonly string[] {
  const { label, address, events, scan } = part;
  const title = escapeMarkdown(urlOf(address));
  const input = { target: address, events, versions, startedAt, ...(catalogue === undefined ? {} : { catalogue }) };
  return [
    `## ${label === undefined ? title : `${escapeMarkdown(label)} · ${title}`}`,
    adviceMarkdown(part, say),
    differenceMarkdown(part, say),
    refusalMarkdown(part, say),
    events.length > 0 ? lowered(markdownReport(input)) : '',
    scan?.ok ? lowered(scanMarkdown(scan.result, catalogue)) : '',
  ].filter((text) => text !== '');
}

/** Its headings below those of the part. */
function lowered(markdown: string): string {
  return markdown.replace(/^#{1,4} /gm, '##$&').trim();
}

function adviceMarkdown(part: ReportPart, say: Say): string {
  const lines = adviceOf(part).map(({ level, text }) => `- **${say(levelWord(level))}** ${say(text)}`);
  const notes = (part.problems ?? []).map((problem) => `- ${say(problem)}`);
  const all = [...new Set([...lines, ...notes])];
  return [`### ${say(t('What to change'))}`, all.length > 0 ? all.join('\n') : say(t('Nothing.'))].join('\n\n');
}

function differenceMarkdown({ differences }: ReportPart, say: Say): string {
  if (differences === undefined) return '';
  const rows = differences.map(
    ({ file, line, level, message }) =>
      `| ${escapeMarkdown(`${file}:${line}`)} | ${say(levelWord(level))} | ${say(message)} |`,
  );
  const heads = [t('line'), t('severity'), t('difference')].map(say);
  const body = rows.length > 0 ? tableMarkdown(heads, rows) : say(t('What could be seen is as the file says.'));
  return [`### ${say(t('The configuration and the running broker'))}`, body].join('\n\n');
}

function refusalMarkdown({ refusals }: ReportPart, say: Say): string {
  if (refusals === undefined) return '';
  const rows = refusals.map(
    ({ title, outcome, detail }) => `| ${say(title)} | ${say(OUTCOMES[outcome].word)} | ${say(detail)} |`,
  );
  const heads = [t('attempt'), t('result'), t('detail')].map(say);
  return [`### ${say(t('What the broker must refuse'))}`, tableMarkdown(heads, rows)].join('\n\n');
}

function tableMarkdown(heads: readonly string[], rows: readonly string[]): string {
  return [`| ${heads.join(' | ')} |`, `| ${heads.map(() => '---').join(' | ')} |`, ...rows].join('\n');
}

function partJson(part: ReportPart, say: Say, catalogue: Catalogue | undefined): object {
  const { label, address, events, scan, refusals, differences, problems = [] } = part;
  return {
    ...(label === undefined ? {} : { label }),
    url: urlOf(address),
    ...(events.length > 0 ? { connection: jsonReport(events, catalogue) } : {}),
    ...(scan === undefined ? {} : { scan: scan.ok ? scanJson(scan.result, catalogue) : failed(scan.problem, say) }),
    ...(refusals === undefined
      ? {}
      : {
          refusals: refusals.map(({ title, detail, advice, ...rest }) => ({
            ...rest,
            title: say(title),
            detail: say(detail),
            ...(advice === undefined ? {} : { advice: say(advice) }),
          })),
        }),
    ...(differences === undefined
      ? {}
      : { differences: differences.map(({ message, ...rest }) => ({ ...rest, message: say(message) })) }),
    ...(problems.length > 0 ? { problems: problems.map(say) } : {}),
  };
}

function failed({ code, cause, advice }: { code: string; cause: Message; advice: Message }, say: Say): object {
  return { problem: { code, cause: say(cause), advice: say(advice) } };
}
