import path from 'node:path';
import { t } from '../../../../core/facts/message';
import { type Io, UsageError } from '../io';
import { bytesOf, listed } from './common';

interface Given {
  readonly name?: string;
  readonly clients?: readonly string[];
  readonly 'clients-from'?: string;
}

/** The MQTT user names of the clients that are asked for; one called `client` where none is named. */
export async function clientNames(given: Given, io: Io): Promise<readonly string[]> {
  const file = given['clients-from'];
  const names = [
    ...(given.name === undefined ? [] : [given.name]),
    ...listed(given.clients),
    ...(file === undefined ? [] : await namesIn(file, io)),
  ];
  if (names.length > 0) return [...new Set(names)];
  if (file === undefined) return ['client'];
  throw new UsageError(t('{file} names no client', { file }));
}

async function namesIn(file: string, io: Io): Promise<readonly string[]> {
  const text = new TextDecoder().decode(await bytesOf(path.resolve(io.cwd, file), file));
  const names = text.split(/\r?\n/).map(firstField);
  const [heading, ...rest] = names;
  const list = heading !== undefined && HEADINGS.has(heading.toLowerCase()) ? rest : names;
  return list.filter((name) => name !== '' && !name.startsWith('#'));
}

/** What spreadsheets commonly call the column; a client of such a name is given with --name. */
const HEADINGS: ReadonlySet<string> = new Set(['name', 'cn', 'common name', 'client', 'username', 'user', 'user name']);

/** RFC 4180: a field in quotation marks may hold commas, and a doubled mark stands for one. */
function firstField(line: string): string {
  const quoted = /^\s*"((?:[^"]|"")*)"/.exec(line)?.[1];
  return quoted === undefined ? (line.split(/[,;\t]/)[0] ?? '').trim() : quoted.replaceAll('""', '"');
}
