import type { Hover, Position } from 'vscode-languageserver/node';
import { format, t } from '../../../core/facts/message';
import {
  type Analysis,
  brokers,
  type Description,
  effectiveFacts,
  entryRangeAt,
  type Fact,
  originFacts,
  rulePage,
  rulesAbout,
  type Span,
  versionFacts,
} from '../../../core/lint/index';
import type { ClientFacts } from '../capabilities';
import { toOffset, toRange } from '../convert';
import type { Parsed } from '../documents';
import type { Result } from '../linting';

export interface HoverContext {
  readonly parsed: Parsed;
  readonly version: string;
  /** The configurations that the document is part of; those made from an older text say nothing here. */
  readonly results: readonly Result[];
  readonly client: ClientFacts;
}

/** What the option is in general, what it comes to here, and which rules look at it. */
export function hover(position: Position, context: HoverContext): Hover | undefined {
  const { parsed, version, client } = context;
  const offset = toOffset(parsed.lines, position);
  const found = parsed.broker.editor.describe(parsed.tree, offset, version);
  if (!found) return undefined;
  const content: Content = {
    ...found,
    facts: [...found.facts, ...factsByVersion(found, offset, context)],
    here: factsHere(offset, context),
    // Words of an access list and names of users are no options.
    rules: brokers.includes(parsed.broker) ? rulesAbout(parsed.broker.id, found.title) : [],
  };
  const contents = client.markdown
    ? { kind: 'markdown' as const, value: toMarkdown(content, client) }
    : { kind: 'plaintext' as const, value: toPlainText(content, client) };
  return { contents, range: toRange(parsed.lines, found.range) };
}

interface Content extends Omit<Description, 'facts'> {
  readonly facts: readonly Fact[];
  /** What it comes to in this configuration, which is what most readers want to know. */
  readonly here: readonly Fact[];
  readonly rules: readonly string[];
}

function factsHere(offset: number, context: HoverContext): readonly Fact[] {
  const { file, tree } = context.parsed;
  const range = entryRangeAt(tree, offset);
  const analysis = analysisHere(context);
  if (!range || !analysis) return [];
  const at = { file, ...range };
  return [...origin(analysis, at), ...effectiveFacts(analysis.model, at)];
}

/** Of larger texts the values are not gathered for one hover. */
const MOST_TEXT = 1024 * 1024;

function origin({ broker, workspace }: Analysis, at: Span): readonly Fact[] {
  const { trees } = workspace;
  const length = trees.reduce((sum, { text }) => sum + text.length, 0);
  const found = length > MOST_TEXT ? undefined : broker.effective?.(workspace);
  return found ? originFacts(found, at, trees) : [];
}

/** Where nobody said which version is meant, the answers of the others count as well. */
function factsByVersion(found: Description, offset: number, context: HoverContext): readonly Fact[] {
  const { parsed, version } = context;
  const { broker, tree } = parsed;
  if (!analysisHere(context)?.model.versionAssumed) return [];
  const older = broker.versions.filter((each) => each !== version).reverse();
  const describe = (each: string) => ({ version: each, description: broker.editor.describe(tree, offset, each) });
  return versionFacts(found, version, older.map(describe));
}

function analysisHere({ parsed: { file, tree }, results }: HoverContext): Analysis | undefined {
  return results.find((result) => isUpToDate(result, file, tree.text))?.analysis;
}

function isUpToDate({ analysis }: Result, file: string, text: string): boolean {
  return analysis?.model.trees.some((tree) => tree.file === file && tree.text === text) ?? false;
}

function toMarkdown({ title, doc, here, facts, rules }: Content, { catalogue, ownCommands }: ClientFacts): string {
  const row = ({ name, value, prose }: Fact) => {
    const text = textOf(value, catalogue);
    return `- ${format(name, catalogue)}: ${prose || typeof value !== 'string' ? escaped(text) : code(text)}`;
  };
  const lists = [here, facts].filter(({ length }) => length > 0).map((list) => list.map(row).join('\n'));
  const links = rules.map((id) => `[${id}](${ownCommands ? pageCommand(id) : rulePage(id)})`);
  const about = links.length > 0 ? `${format(t('Rules'), catalogue)}: ${shortened(links)}` : '';
  return [`**${code(title)}**`, format(doc, catalogue), lists.join('\n\n---\n\n'), about]
    .filter((part) => part !== '')
    .join('\n\n');
}

function toPlainText({ title, doc, here, facts, rules }: Content, { catalogue }: ClientFacts): string {
  const rows = [...here, ...facts].map(({ name, value }) => `${format(name, catalogue)}: ${textOf(value, catalogue)}`);
  const about = rules.length > 0 ? `${format(t('Rules'), catalogue)}: ${shortened(rules)}` : '';
  return [title, format(doc, catalogue), ...rows, about].filter((part) => part !== '').join('\n');
}

/** A listener concerns more rules than a hover has room for. */
const MOST_RULES = 10;

function shortened(items: readonly string[]): string {
  return (items.length > MOST_RULES ? [...items.slice(0, MOST_RULES), '…'] : items).join(', ');
}

function textOf(value: Fact['value'], catalogue: ClientFacts['catalogue']): string {
  return typeof value === 'string' ? value : format(value, catalogue);
}

/** Opens the page inside the editor; our client lets hovers run this command and no other. */
function pageCommand(id: string): string {
  return `command:mqttSecurity.showRulePage?${encodeURIComponent(JSON.stringify([id]))}`;
}

/** Words, in which names of files and users may stand: no markup, and no address that would become a link. */
function escaped(text: string): string {
  return text
    .replace(/[\\`*_[\]<>&|~]/g, '\\$&')
    .replace(/:\/\/|www\./gi, (start) => `${start.slice(0, -1)}\\${start.slice(-1)}`);
}

/** Inline code, fenced by more backquotes than the text has in a row (CommonMark 6.1). */
function code(text: string): string {
  const longest = Math.max(0, ...Array.from(text.matchAll(/`+/g), (run) => run[0].length));
  const fence = '`'.repeat(longest + 1);
  return longest === 0 ? `${fence}${text}${fence}` : `${fence} ${text} ${fence}`;
}
