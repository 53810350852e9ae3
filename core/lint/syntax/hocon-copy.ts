import type { MergedNode } from './hocon-merged';

/** The copies of nodes that substitutions make: so many and no more. */
export class Copies {
  private made = 0;

  constructor(private readonly limit: number) {}

  /** The block gets the fields of the other one; blocks of the same name merge. A list is changed item by item. */
  fields(target: MergedNode, from: MergedNode): void {
    for (const [name, field] of from.children) {
      const existing = target.children.get(name) ?? target.item(name);
      if (existing?.kind === 'object' && field.kind === 'object') this.fields(existing, field);
      else this.copy(field, existing ?? target.child(name));
    }
  }

  /** The list gets the items of the other one. */
  items(target: MergedNode, from: MergedNode): void {
    for (const item of from.items) this.copy(item, target.append());
  }

  private copy(from: MergedNode, to: MergedNode): void {
    const isTooMuch = ++this.made > this.limit;
    to.become(from, isTooMuch ? 'unknown' : from.kind);
    if (isTooMuch) return;
    for (const [name, field] of from.children) this.copy(field, to.child(name));
    for (const item of from.items) this.copy(item, to.append());
  }
}
