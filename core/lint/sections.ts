import { MOST_LISTENERS } from './model-queries';
import type { Change } from './source';

/**
 * How a text falls into sections, so that after an edit only those need be judged anew that the edit may concern.
 * `local`: means nothing to the rest of the file, but that there is one of its shape. `apart`: as `local`, but never left
 * out. `wide`: may mean something to every other section. `whole`: nothing can be said of a part of such a file.
 */
export interface Section {
  readonly length: number;
  readonly kind: 'local' | 'apart' | 'wide' | 'whole';
  /** What other sections and the broker as a whole may see of it. */
  readonly shape: string;
  /** What only one section of a sound file has, such as a port; of what cannot be left out, all that it might be. */
  readonly claims: readonly string[];
  /** The line after it is concerned too, because of a comment. */
  readonly reaches: boolean;
}

/** A broker's knowledge of sections: each starts with a line that starts with the heading. */
export interface SectionReader {
  readonly heading: string;
  /** What the broker itself may claim. */
  readonly claimed: readonly string[];
  /** A whole section; or, with `isHead`, what stands above the first one. */
  read(text: string, isHead: boolean): Section;
}

/** The sections in order; the first is what stands above the first heading, perhaps nothing. */
export type Sections = readonly Section[];

export function readSections(text: string, reader: SectionReader): Sections {
  const start = text.startsWith(reader.heading) ? 0 : nextHeading(text, 0, reader);
  return [reader.read(text.slice(0, start), true), ...readBetween(text, start, text.length, reader)];
}

/** The sections of a part that starts with a heading and ends before one, or at the end of the text. */
function readBetween(text: string, start: number, end: number, reader: SectionReader): Section[] {
  const found: Section[] = [];
  for (let at = start; at < end; ) {
    const next = Math.min(nextHeading(text, at, reader), end);
    found.push(reader.read(text.slice(at, next), false));
    at = next;
  }
  return found;
}

function nextHeading(text: string, from: number, { heading }: SectionReader): number {
  const lineFeed = text.indexOf(`\n${heading}`, from);
  return lineFeed < 0 ? text.length : lineFeed + 1;
}

/** A change in terms of sections: `removed` old ones from `first` on are now `added` new ones. */
export interface SectionChange {
  readonly sections: Sections;
  readonly first: number;
  readonly removed: number;
  readonly added: number;
  /** Offsets of the first and after the last of the old sections. */
  readonly start: number;
  readonly end: number;
}

/** The sections of the new text, of which only those that the change touches are read. Undefined where it touches the head. */
export function changeSections(
  before: Sections,
  text: string,
  change: Change,
  reader: SectionReader,
): SectionChange | undefined {
  // A change in the heading, or before its line, may join the section with the one above.
  const from = change.start - reader.heading.length - 1;
  let first = 0;
  let start = 0;
  for (; first < before.length - 1 && start + lengthOf(before[first]) <= from; first++)
    start += lengthOf(before[first]);
  if (first === 0) return undefined;
  let next = first;
  let end = start;
  for (; next < before.length && end <= change.end; next++) end += lengthOf(before[next]);
  const added = readBetween(text, start, end + change.newEnd - change.end, reader);
  const sections = [...before.slice(0, first), ...added, ...before.slice(next)];
  return { sections, first, removed: next - first, added: added.length, start, end };
}

function lengthOf(section: Section | undefined): number {
  return section?.length ?? 0;
}

/** So many sections of a shape stand for all of it: those that a finding may name, and one for the others. */
const REPRESENTATIVES = MOST_LISTENERS + 1;

/** Which sections must be there for the file to mean to its other parts what it means. */
export function essentialSections(sections: Sections, { claimed }: SectionReader): readonly boolean[] {
  const shapes = new Map<string, number>();
  const times = new Map(claimed.map((claim) => [claim, 1]));
  for (const { claims } of sections) for (const claim of claims) times.set(claim, (times.get(claim) ?? 0) + 1);
  // What is added for a shape goes behind the last of it.
  const last = new Map(sections.map(({ shape }, index) => [shape, index]));
  let reached = true;
  return sections.map(({ kind, shape, claims, reaches }, index) => {
    const known = shapes.get(shape) ?? 0;
    const isAlone = claims.every((claim) => times.get(claim) === 1);
    // What stands above the first heading is always there, and stands for no section; nor does what another one changes.
    if (kind === 'local' && index > 0 && isAlone) shapes.set(shape, known + 1);
    const needed =
      reached ||
      kind !== 'local' ||
      known < REPRESENTATIVES ||
      index === sections.length - 1 ||
      index === last.get(shape) ||
      !isAlone;
    reached = reaches;
    return needed;
  });
}
