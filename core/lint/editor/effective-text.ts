import { type Catalogue, format, t } from '../../facts/message';
import { printable } from '../../facts/printable';
import type { Effective, EffectiveValue } from '../effective';
import { type FileId, LineIndex, type Span } from '../source';

export interface ShownFile {
  /** What to call it. */
  readonly name: string;
  readonly text: string;
}

export interface ShowOptions {
  readonly fileOf: (file: FileId) => ShownFile;
  readonly secrets: boolean;
  readonly catalogue: Catalogue | undefined;
}

const MASK = '••••••';

/** One line per option, `option = value  # origin`; sections of their own where the broker has them. */
export function effectiveText({ values }: Effective, options: ShowOptions): string {
  const place = placer(options);
  const rows = values.map((value) => ({ value, left: leftOf(value, options) }));
  const width = Math.min(LONGEST, Math.max(0, ...rows.map(({ left }) => left.length)));
  let section: string | undefined;
  return rows
    .map(({ value, left }) => {
      const heading = value.section === section ? '' : `\n# ${printable(value.section ?? '')}\n`;
      section = value.section;
      return `${heading}${left.padEnd(width)}  # ${origin(value, place, options.catalogue)}\n`;
    })
    .join('');
}

const LONGEST = 60;

function leftOf({ option, text, secret, section }: EffectiveValue, { secrets }: ShowOptions): string {
  const separator = section === undefined && option.includes('.') ? ' = ' : ' ';
  const shown = masked({ text, secret }, secrets).replace(/\r?\n/g, '\\n');
  return printable(`${option}${separator}${shown}`);
}

/** A secret may also stand in a value of any name: a private key among certificates, a password in an address. */
function masked({ text, secret }: Pick<EffectiveValue, 'text' | 'secret'>, secrets: boolean): string {
  if (secrets || text === '""') return text;
  if (secret || /-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text)) return MASK;
  return text.replace(/(:\/\/[^\s:/?#"@]*):[^\s/?#"]+@/g, `$1:${MASK}@`);
}

function origin(
  value: EffectiveValue,
  place: (at: Span) => { readonly file: string; readonly line: number },
  catalogue: Catalogue | undefined,
): string {
  if (!value.at) return format(t('default'), catalogue);
  const said = (at: Span) => printable(`${place(at).file}:${place(at).line}`);
  const where = said(value.at);
  const others = [...new Set(value.others.map(said))].filter((other) => other !== where);
  const main = value.origin === 'environment' ? format(t('{where} (environment)', { where }), catalogue) : where;
  if (others.length === 0) return main;
  return `${main}, ${format(t('also {places}', { places: others.slice(0, 8).join(', ') }), catalogue)}`;
}

/** The same for programs. Lines and columns count from 1. */
export function effectiveJson({ values }: Effective, options: ShowOptions): string {
  const place = placer(options);
  const rows = values.map(({ section, option, text, secret, origin: from, at, others }) => ({
    ...(section === undefined ? {} : { section }),
    option,
    value: masked({ text, secret }, options.secrets),
    ...(secret ? { secret } : {}),
    origin: from,
    ...(at ? place(at) : {}),
    ...(others.length > 0 ? { others: others.map(place) } : {}),
  }));
  return `${JSON.stringify({ version: 1, values: rows }, undefined, 2)}\n`;
}

export function placer({ fileOf }: Pick<ShowOptions, 'fileOf'>) {
  const indexes = new Map<FileId, LineIndex>();
  return ({ file, start }: Span): { readonly file: string; readonly line: number; readonly column: number } => {
    const { name, text } = fileOf(file);
    const index = indexes.get(file) ?? new LineIndex(text);
    indexes.set(file, index);
    const { line, column } = index.position(start);
    return { file: name, line: line + 1, column: column + 1 };
  };
}
