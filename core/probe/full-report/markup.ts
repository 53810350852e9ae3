import { escapeMarkup } from '../../facts/printable';

/** Markup as data: what is put into it as text or as an attribute's value stays that. */
export type Markup = string | MarkupElement | readonly Markup[];

export interface MarkupElement {
  readonly tag: Tag;
  readonly attributes: Attributes;
  readonly children: readonly Markup[];
}

/** Undefined: the attribute is left out. */
export type Attributes = Readonly<Record<string, string | number | undefined>>;

/** The elements that reports are made of; none of them runs or loads anything, and `a` leads to a place of the page. */
type Tag =
  | 'a'
  | 'button'
  | 'code'
  | 'dd'
  | 'details'
  | 'div'
  | 'dl'
  | 'dt'
  | 'h1'
  | 'h2'
  | 'h3'
  | 'h4'
  | 'header'
  | 'li'
  | 'main'
  | 'ol'
  | 'p'
  | 'section'
  | 'span'
  | 'strong'
  | 'summary'
  | 'table'
  | 'tbody'
  | 'td'
  | 'th'
  | 'thead'
  | 'time'
  | 'tr'
  | 'ul';

export function element(tag: Tag, attributes: Attributes, ...children: readonly Markup[]): MarkupElement {
  return { tag, attributes, children };
}

export function toHtml(markup: Markup): string {
  if (typeof markup === 'string') return escapeMarkup(markup);
  if (isList(markup)) return markup.map(toHtml).join('');
  const { tag, attributes, children } = markup;
  const pairs = Object.entries(attributes).flatMap(([name, value]) =>
    value === undefined ? [] : [` ${name}="${escapeMarkup(String(value))}"`],
  );
  return `<${tag}${pairs.join('')}>${children.map(toHtml).join('')}</${tag}>`;
}

/** Array.isArray does not narrow read-only arrays. */
function isList(markup: MarkupElement | readonly Markup[]): markup is readonly Markup[] {
  return Array.isArray(markup);
}
