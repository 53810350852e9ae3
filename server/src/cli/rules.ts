import { format, t } from '../../../core/facts/message';
import { rules as allRules, type Rule, rulePage } from '../../../core/lint/index';
import { oneOf, readArguments } from './arguments';
import { EXIT, type Io, say, UsageError } from './io';

/** `rules [ID]`: the list, or one rule in full. */
export async function run(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = readArguments(args, {
    format: { type: 'string', default: 'text' },
    help: { type: 'boolean', short: 'h' },
  });
  if (values.help) {
    io.out(USAGE);
    return EXIT.clean;
  }
  const json = oneOf('--format', values.format, ['text', 'json']) === 'json';
  const chosen = positionals.length === 0 ? allRules : positionals.map(ruleOf);
  if (json) {
    const pages = chosen.map((rule) => toJson(rule, io));
    io.out(`${JSON.stringify(positionals.length === 1 ? pages[0] : pages, undefined, 2)}\n`);
  } else if (positionals.length === 0) io.out(list(chosen, io));
  else io.out(chosen.map((rule) => page(rule, io)).join('\n'));
  return EXIT.clean;
}

function ruleOf(id: string): Rule {
  const rule = allRules.find((candidate) => candidate.id === id);
  if (rule) return rule;
  throw new UsageError(t('there is no rule “{id}”; “mqtt-security rules” lists them', { id }));
}

function list(shown: readonly Rule[], io: Io): string {
  const width = Math.max(...shown.map(({ id }) => id.length));
  const rows = shown.map((rule) => `${rule.id.padEnd(width)}  ${level(rule, io).padEnd(16)}  ${say(io, rule.title)}\n`);
  return rows.join('');
}

function level({ level, strict }: Rule, io: Io): string {
  return strict ? say(io, t('{level} (strict)', { level })) : level;
}

function page(rule: Rule, io: Io): string {
  const { id, title, why, refs, kind } = rule;
  const facts = [
    say(io, t('Level: {level}', { level: level(rule, io) })),
    say(io, t('Kind: {kind}', { kind })),
    ...(rule.brokers ? [say(io, t('Brokers: {brokers}', { brokers: rule.brokers.join(', ') }))] : []),
    ...(refs.length > 0 ? [say(io, t('See: {references}', { references: refs.join(', ') }))] : []),
    say(io, t('Page: {url}', { url: rulePage(id) })),
  ];
  return `${id}: ${say(io, title)}\n\n${say(io, why)}\n\n${facts.join('\n')}\n`;
}

function toJson({ id, title, why, refs, level: severity, kind, brokers, strict }: Rule, { catalogue }: Io) {
  return {
    id,
    severity,
    kind,
    strict: strict ?? false,
    brokers: brokers ?? null,
    title: format(title, catalogue),
    why: format(why, catalogue),
    refs,
    url: rulePage(id),
  };
}

const USAGE = `Usage: mqtt-security rules [ID…] [--format text|json]

Lists the rules with their levels, or explains the rules named.
`;
