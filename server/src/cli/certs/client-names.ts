import path from 'node:path';
import { clientNamesIn } from '../../../../core/certs';
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
  return clientNamesIn(new TextDecoder().decode(await bytesOf(path.resolve(io.cwd, file), file)));
}
