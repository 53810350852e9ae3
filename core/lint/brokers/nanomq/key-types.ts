import type { Message } from '../../../facts/message';
import type { FileRole } from '../../model';

/** One value of a name that the broker looks up. */
export interface Field {
  readonly kind: 'field';
  readonly type: FieldType;
  readonly doc: Message;
  /** `words`: what the broker compares the value with, whatever its case. */
  readonly words?: readonly string[];
  readonly standard?: string;
  readonly role?: FileRole;
  readonly secret?: boolean;
}

/** `size`: number or text such as `10KB`; `duration`: text such as `10s`; `any`: differs between releases. */
export type FieldType = 'boolean' | 'number' | 'text' | 'size' | 'duration' | 'words' | 'path' | 'list' | 'any';

export interface Block {
  readonly kind: 'block';
  readonly doc: Message;
  readonly fields: Readonly<Record<string, Item>>;
  /** What stands under names that the user chooses; absent: no such names. */
  readonly named?: Item;
  /** A list of such blocks. */
  readonly list?: boolean;
  /** Other names are read too, or differ between releases: nothing in it is unknown. */
  readonly open?: boolean;
}

export type Item = Field | Block;

type Extra = Partial<Omit<Field, 'kind' | 'type' | 'doc'>>;

export function field(type: FieldType, doc: Message, extra: Extra = {}): Field {
  return { kind: 'field', type, doc, ...extra };
}

export function words(doc: Message, list: readonly string[], standard?: string): Field {
  return field('words', doc, { words: list, standard });
}

export function block(doc: Message, fields: Readonly<Record<string, Item>>, extra: Partial<Block> = {}): Block {
  return { kind: 'block', doc, fields, ...extra };
}
