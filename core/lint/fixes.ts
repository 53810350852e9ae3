import type { Finding, Fix } from './finding';
import type { Edit, FileId } from './source';

/**
 * The edits of all safe fixes that do not touch each other, by file. A second pass over the changed text may find
 * more; callers repeat until nothing is left.
 */
export function safeEdits(findings: readonly Finding[]): ReadonlyMap<FileId, readonly Edit[]> {
  const chosen = new Map<FileId, Edit[]>();
  for (const finding of findings) {
    const fix = finding.fixes.find(({ safe }) => safe);
    if (fix && fits(fix, chosen)) for (const edit of fix.edits) push(chosen, edit);
  }
  return chosen;
}

function fits(fix: Fix, chosen: ReadonlyMap<FileId, readonly Edit[]>): boolean {
  return fix.edits.every((edit) => (chosen.get(edit.span.file) ?? []).every((other) => !touches(edit, other)));
}

function touches(a: Edit, b: Edit): boolean {
  return a.span.start <= b.span.end && b.span.start <= a.span.end;
}

function push(chosen: Map<FileId, Edit[]>, edit: Edit): void {
  const edits = chosen.get(edit.span.file);
  if (edits) edits.push(edit);
  else chosen.set(edit.span.file, [edit]);
}
