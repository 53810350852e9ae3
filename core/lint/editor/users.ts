import { type Message, t } from '../../facts/message';
import type { Model } from '../model';
import type { Edit, FileId, Span } from '../source';

/** Where a user is named: what he may do, or what proves him. */
export interface UserPlace {
  readonly name: string;
  readonly at: Span;
  readonly kind: 'access' | 'password';
}

type Users = Pick<Model, 'accessLists' | 'passwordFiles'>;

/** The user whose name stands at the offset. */
export function userAt(model: Users, file: FileId, offset: number): UserPlace | undefined {
  return places(model).find(({ at }) => at.file === file && at.start <= offset && offset <= at.end);
}

/** Every place that names the same user, `place` included. */
export function sameUser(model: Users, { name }: UserPlace): readonly UserPlace[] {
  return places(model).filter((other) => other.name === name);
}

/** From the rules of a user to the password, and back. */
export function counterparts(model: Users, place: UserPlace): readonly UserPlace[] {
  return sameUser(model, place).filter(({ kind }) => kind !== place.kind);
}

export interface Renaming {
  readonly edits: readonly Edit[];
  /** Why the name cannot be used. */
  readonly problem: Message | undefined;
}

export function renameUser(model: Users, place: UserPlace, name: string): Renaming {
  const problem = problemOf(model, place, name);
  return { problem, edits: problem ? [] : sameUser(model, place).map(({ at }) => ({ span: at, text: name })) };
}

function problemOf(model: Users, place: UserPlace, name: string): Message | undefined {
  if (name.trim() === '') return t('a user needs a name');
  if (name !== name.trim()) return t('the broker cuts blanks off both ends of a user name');
  if (/[\r\n\0]/.test(name)) return t('a user name must fit on one line');
  if (name.includes(':')) return t('a user name in a password file cannot hold a colon');
  if (name.startsWith('#')) return t('a user name cannot begin with #, the line would be a comment');
  const taken = name !== place.name && places(model).some((other) => other.name === name);
  return taken ? t('there is a user “{name}” already', { name }) : undefined;
}

function places({ accessLists = [], passwordFiles = [] }: Users): readonly UserPlace[] {
  return [
    ...accessLists.flatMap(({ users }) => users.map(({ name, at }): UserPlace => ({ name, at, kind: 'access' }))),
    ...passwordFiles.flatMap(({ entries }) =>
      entries.map(({ user, at }): UserPlace => ({ name: user, at, kind: 'password' })),
    ),
  ];
}
