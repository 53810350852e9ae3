import { type Catalogue, format, type Message, t } from '../../facts/message';
import { element, type Markup } from './markup';

/** How a report is shown. */
export interface Rendering {
  readonly catalogue?: Catalogue;
  /** Tag of the catalogue's language (BCP 47); English where absent. */
  readonly language?: string;
  /** Where it is shown: in `panel` places of a configuration can be opened, in a `file` they are text. */
  readonly medium: 'panel' | 'file';
}

/** One part's own names for the elements that others refer to. */
export interface Place extends Rendering {
  readonly id: string;
  /** Of the headings of its sections. */
  readonly level: 2 | 3;
  readonly say: (message: Message) => string;
}

export type Level = 'good' | 'hint' | 'warning' | 'error' | 'none';

export function placeIn(rendering: Rendering, id: string, level: Place['level'] = 2): Place {
  return { ...rendering, id, level, say: (message) => format(message, rendering.catalogue) };
}

/** Told apart by sign and word, not by colour alone. */
export function badge(level: Level, word: string): Markup {
  return element(
    'span',
    { class: `badge ${level}` },
    element('span', { 'aria-hidden': 'true' }, `${SIGNS[level]} `),
    word,
  );
}

/** Nothing is known of it. A screen reader passes over a bare dash. */
export const NONE: Markup = element('span', { 'aria-hidden': 'true' }, '–');

/** The sign alone, beside a sentence that says the same. */
export function mark(level: Level): Markup {
  return element('span', { class: `badge ${level}`, 'aria-hidden': 'true' }, SIGNS[level]);
}

const SIGNS: Readonly<Record<Level, string>> = { good: '✓', hint: '●', warning: '▲', error: '✗', none: '–' };

export function levelWord(level: 'error' | 'warning' | 'info' | 'hint'): Message {
  switch (level) {
    case 'error':
      return t('serious');
    case 'warning':
      return t('warning');
    default:
      return t('note');
  }
}

/** A heading with what belongs to it. No landmark of its own: only a part of the report is one. */
export function section(place: Place, name: string, title: Message, ...content: readonly Markup[]): Markup {
  const id = `${place.id}-${name}`;
  return element('div', { class: 'section', id }, element(`h${place.level}`, {}, place.say(title)), ...content);
}

/** What unfolds, by a name of its own so that it can stay unfolded while the report grows. */
export function folded(id: string, summary: readonly Markup[], ...content: readonly Markup[]): Markup {
  return element('details', { id }, element('summary', {}, ...summary), ...content);
}

/** A table that scrolls by itself where the window is narrow; the first cell of a row is its heading. */
export function table(label: string, heads: readonly Markup[], rows: readonly (readonly Markup[])[]): Markup {
  const head = element('tr', {}, ...heads.map((cell) => element('th', { scope: 'col' }, cell)));
  const body = rows.map(([first = '', ...rest]) =>
    element('tr', {}, element('th', { scope: 'row' }, first), ...rest.map((cell) => element('td', {}, cell))),
  );
  // Focusable, so that the keyboard can scroll it.
  return element(
    'div',
    { class: 'scroll', role: 'group', 'aria-label': label, tabindex: 0 },
    element('table', {}, element('thead', {}, head), element('tbody', {}, ...body)),
  );
}

/** Names and values. */
export function factList(rows: readonly { readonly name: string; readonly value: string }[]): Markup {
  return element(
    'dl',
    {},
    ...rows.map(({ name, value }) => element('div', {}, element('dt', {}, name), element('dd', {}, value))),
  );
}
