import { once } from '../facts/memo';
import type { Finding } from './finding';
import {
  changeSections,
  essentialSections,
  readSections,
  type SectionChange,
  type SectionReader,
  type Sections,
} from './sections';
import { type Change, changeBetween, type Span } from './source';

/** What an analysis leaves for the next one of nearly the same text. */
export interface Basis {
  readonly text: string;
  /** Sorted by place, all of this one text. */
  readonly findings: readonly Finding[];
  sections(): Sections;
  essential(): readonly boolean[];
}

export function basisOf(text: string, findings: readonly Finding[], reader: SectionReader): Basis {
  const sections = once(() => readSections(text, reader));
  return { text, findings, sections, essential: once(() => essentialSections(sections(), reader)) };
}

/** A larger part than this takes as long as the whole. */
const WORTHWHILE = 0.75;

/** A part of the new text that may have changed its meaning, and how its findings become those of all of it. */
export interface Excerpt {
  readonly text: string;
  /** From the findings of the excerpt; undefined where they reach past it. */
  complete(found: readonly Finding[]): Completed | undefined;
}

interface Completed {
  /** Of the whole text. */
  readonly basis: Basis;
  /** Findings that only another place tells from one of before, with that one. */
  readonly origins: ReadonlyMap<Finding, Finding>;
}

/** Undefined where all of the text must be judged anew, or nearly all. */
export function excerptOf(basis: Basis, text: string, reader: SectionReader): Excerpt | undefined {
  // Lines that a fix adds end as the first one does.
  if (endsWithReturn(basis.text) !== endsWithReturn(text)) return undefined;
  const before = basis.sections();
  const edit = changeBetween(basis.text, text);
  const change = changeSections(before, text, edit, reader);
  if (!change || !isContained(before, change)) return undefined;
  const { sections } = change;
  const essential = essentialSections(sections, reader);
  const needed = neededSections(basis, change, essential);
  const pieces = piecesOf(sections, needed);
  const excerpt = pieces.map(({ from, length }) => text.slice(from, from + length)).join('');
  if (excerpt.length > text.length * WORTHWHILE) return undefined;
  return {
    text: excerpt,
    complete(found) {
      const old = keptFindings(basis, change, needed);
      const renewed = moveAll(found, (span) => placeInWhole(pieces, span));
      const kept = moveAll(old, (span) => placeAfter(change, edit, span));
      if (!renewed || !kept) return undefined;
      const origins = new Map(kept.flatMap((finding, index) => pairOf(finding, old[index])));
      const findings = merge(renewed, kept);
      return { basis: { text, findings, sections: () => sections, essential: () => essential }, origins };
    },
  };
}

/** Of the first line. */
function endsWithReturn(text: string): boolean {
  const end = text.indexOf('\n');
  return end > 0 && text.charAt(end - 1) === '\r';
}

function pairOf(finding: Finding, old: Finding | undefined): readonly (readonly [Finding, Finding])[] {
  return old && old !== finding ? [[finding, old]] : [];
}

/** Nothing but the changed sections themselves can mean anything else now. */
function isContained(before: Sections, { sections, first, removed, added }: SectionChange): boolean {
  if (before.some(({ kind }) => kind === 'whole')) return false;
  const changed = [...before.slice(first, first + removed), ...sections.slice(first, first + added)];
  return changed.every(({ kind }) => kind === 'local' || kind === 'apart');
}

/** The changed sections, and those that are essential or were: they may say now what others said for them. */
function neededSections(
  basis: Basis,
  { first, removed, added }: SectionChange,
  essential: readonly boolean[],
): readonly boolean[] {
  const old = basis.essential();
  return essential.map((needed, index) => {
    if (index < first) return needed || old[index] === true;
    return needed || index < first + added || old[index - added + removed] === true;
  });
}

/** A stretch of the excerpt, and where it comes from. */
interface Piece {
  readonly at: number;
  readonly from: number;
  readonly length: number;
}

function piecesOf(sections: Sections, needed: readonly boolean[]): readonly Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  let at = 0;
  sections.forEach(({ length }, index) => {
    if (needed[index]) {
      const last = pieces.at(-1);
      if (last && last.from + last.length === from)
        pieces[pieces.length - 1] = { ...last, length: last.length + length };
      else pieces.push({ at, from, length });
      at += length;
    }
    from += length;
  });
  return pieces;
}

/** Undefined where the span reaches over a seam. */
function placeInWhole(pieces: readonly Piece[], { file, start, end }: Span): Span | undefined {
  let low = 0;
  let high = pieces.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((pieces[middle]?.at ?? 0) <= start) low = middle;
    else high = middle - 1;
  }
  const piece = pieces[low];
  if (!piece || end > piece.at + piece.length) return undefined;
  const shift = piece.from - piece.at;
  return shift === 0 ? { file, start, end } : { file, start: start + shift, end: end + shift };
}

/** Undefined where the span lies in what has changed. */
function placeAfter(change: SectionChange, { end, newEnd }: Change, span: Span): Span | undefined {
  if (span.end <= change.start) return span;
  if (span.start < change.end) return undefined;
  const shift = newEnd - end;
  return shift === 0 ? span : { file: span.file, start: span.start + shift, end: span.end + shift };
}

/** Old findings in sections that are not judged anew. */
function keptFindings(basis: Basis, change: SectionChange, needed: readonly boolean[]): readonly Finding[] {
  const { first, removed, added } = change;
  const before = basis.sections();
  let index = 0;
  let end = before[0]?.length ?? 0;
  return basis.findings.filter(({ at }) => {
    while (at.start >= end && index < before.length - 1) end += before[++index]?.length ?? 0;
    if (index < first) return !needed[index];
    return index >= first + removed && !needed[index - removed + added];
  });
}

/** Undefined where one of them has no place. A finding that stays where it was stays the same. */
function moveAll(findings: readonly Finding[], move: (span: Span) => Span | undefined): readonly Finding[] | undefined {
  let lost = false;
  const moved = (span: Span): Span => {
    const place = move(span);
    if (!place) lost = true;
    return place ?? span;
  };
  const result = findings.map((finding) => moveFinding(finding, moved));
  return lost ? undefined : result;
}

function moveFinding(finding: Finding, move: (span: Span) => Span): Finding {
  const at = move(finding.at);
  const related = mapKept(finding.related, (other) => {
    const place = move(other.at);
    return place === other.at ? other : { ...other, at: place };
  });
  const fixes = mapKept(finding.fixes, (fix) => {
    const edits = mapKept(fix.edits, (edit) => {
      const span = move(edit.span);
      return span === edit.span ? edit : { ...edit, span };
    });
    return edits === fix.edits ? fix : { ...fix, edits };
  });
  if (at === finding.at && related === finding.related && fixes === finding.fixes) return finding;
  return { ...finding, at, related, fixes };
}

/** The list itself where no item changes. */
function mapKept<T>(items: readonly T[], map: (item: T) => T): readonly T[] {
  if (items.length === 0) return items;
  const mapped = items.map(map);
  return mapped.every((item, index) => item === items[index]) ? items : mapped;
}

/** Both are sorted, and no place is in both. */
function merge(a: readonly Finding[], b: readonly Finding[]): readonly Finding[] {
  const merged: Finding[] = [];
  let next = 0;
  for (const finding of a) {
    for (let other = b[next]; other && other.at.start < finding.at.start; other = b[++next]) merged.push(other);
    merged.push(finding);
  }
  return [...merged, ...b.slice(next)];
}
