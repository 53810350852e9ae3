import path from 'node:path';
import type { SetPlan } from '../../../core/certs';
import { t } from '../../../core/facts/message';
import type { Configuration } from '../configuration';
import { say } from './text';

export const PLAN_TITLE = t('Certificates');

interface PlanState {
  readonly configuration: Configuration | undefined;
  /** The keys of the authorities that are made. */
  readonly encrypted: boolean;
  readonly state: 'planned' | 'carried-out';
}

/** What will be written, or was, as Markdown. */
export function planReport(plan: SetPlan, { configuration, encrypted, state }: PlanState): string {
  const made = state === 'carried-out';
  const folder = { directory: code(plan.directory) };
  const rows = plan.files.map(({ path: file, mode, purpose, exists }) => [
    `${code(path.basename(file))}${exists && !made ? ` **${say(t('replaces the file that is there'))}**` : ''}`,
    `${mode.toString(8).padStart(4, '0')}`,
    cell(say(purpose)),
  ]);
  const head = [say(t('File')), say(t('Permissions')), say(t('Purpose'))];
  return [
    `# ${say(PLAN_TITLE)}`,
    say(
      made
        ? t('These files were written to {directory}:', folder)
        : t('Nothing is written yet. These files would be, to {directory}:', folder),
    ),
    [head, ['---', '---', '---'], ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n'),
    ...(plan.reuseCa ? [say(t('The authority in the folder issues them; its files stay as they are.'))] : []),
    ...authorityKeys(plan, encrypted),
    ...certificates(plan),
    ...(configuration ? configurationPart(configuration) : []),
    '',
  ].join('\n\n');
}

function authorityKeys({ certificates: planned }: SetPlan, encrypted: boolean): readonly string[] {
  const made = planned.filter(({ role }) => role === 'ca' || role === 'intermediate');
  if (made.length === 0) return [];
  const files = { files: made.map(({ keyFile }) => code(path.basename(keyFile))).join(', ') };
  return [
    say(
      encrypted
        ? t('Private keys of authorities, encrypted with the passphrase you have typed: {files}', files)
        : t('Private keys of authorities, not encrypted: {files}', files),
    ),
  ];
}

function certificates({ certificates: planned }: SetPlan): readonly string[] {
  const head = [say(t('Certificate')), say(t('Names')), say(t('Key')), say(t('Days'))];
  const rows = planned.map(({ name, dns, ip, key, days }) => [
    cell(name),
    cell([...dns, ...ip].join(', ')),
    key,
    String(days),
  ]);
  return [[head, ['---', '---', '---', '---:'], ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')];
}

function configurationPart({ listener, lines }: Configuration): readonly string[] {
  const heading =
    listener === undefined
      ? t('For the configuration, to be pasted by you')
      : t('In the configuration, at {listener}', { listener });
  return [`## ${cell(say(heading))}`, `\`\`\`conf\n${lines}\`\`\``];
}

function code(text: string): string {
  return `\`${text.replace(/[`|]/g, '?')}\``;
}

/** Names come from the user and must not change the table. */
export function cell(text: string): string {
  return text.replace(/[\\`*_{}[\]<>#|~&$]/g, '\\$&').replace(/\s+/g, ' ');
}
