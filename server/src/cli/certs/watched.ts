import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { CertificatesError, inspectBytes, type WatchedCertificate } from '../../../../core/certs';
import { readIfThere } from '../../../../core/certs/authority';
import type { Message } from '../../../../core/facts/message';
import { inventory, type Model } from '../../../../core/lint/index';
import { pathIds } from '../../fileIds';
import { nodeHost } from '../../host';
import type { Io } from '../io';
import { lintTargets, namer } from '../lintRun';
import { findTargets, SKIPPED } from '../targets';

export interface Watched {
  readonly certificates: readonly WatchedCertificate[];
  /** Named by a configuration or on the command line, and not there or without a certificate. */
  readonly unreadable: readonly string[];
  readonly problems: readonly Message[];
}

/** Every certificate in these files and folders, and every one that a configuration among them names. */
export async function findWatched(names: readonly string[], io: Io, now: number): Promise<Watched> {
  const found: Found = { collected: new Map(), unreadable: new Set() };
  const { collected, unreadable } = found;
  const others: string[] = [];
  for (const name of names) {
    const absolute = path.resolve(io.cwd, name);
    const kind = await kindOf(absolute);
    if (kind === 'directory') for (const file of await certificateFiles(absolute)) await collect(file, found);
    if (kind !== 'file' || !(await collect(absolute, found))) others.push(name);
  }
  const problems = await configured(others, io, now, found);
  const certificates = [...collected].flatMap(([file, { facts, usedBy }]) =>
    facts.map((each): WatchedCertificate => ({ path: shortened(file, io), facts: each, usedBy: [...usedBy] })),
  );
  certificates.sort((a, b) => a.facts.notAfter - b.facts.notAfter || (a.path < b.path ? -1 : 1));
  return { certificates, unreadable: [...unreadable].map((file) => shortened(file, io)), problems };
}

interface Collected {
  readonly facts: WatchedCertificate['facts'][];
  readonly usedBy: Set<string>;
}

interface Found {
  readonly collected: Map<string, Collected>;
  readonly unreadable: Set<string>;
}

const CERTIFICATE_NAME = /\.(?:crt|cer|cert|pem|der)$/i;

/** Symbolic links to folders are not followed: they may lead round in a circle. */
async function certificateFiles(directory: string): Promise<readonly string[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
  const found: string[] = [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const file = path.join(directory, entry.name);
    if (entry.isDirectory() && !SKIPPED.has(entry.name)) found.push(...(await certificateFiles(file)));
    else if (CERTIFICATE_NAME.test(entry.name) && (await kindOf(file)) === 'file') found.push(file);
  }
  return found;
}

/** → whether the file holds certificates; one that cannot be read is noted, for nobody knows when it ends */
async function collect(file: string, { collected, unreadable }: Found): Promise<boolean> {
  if (collected.has(file)) return true;
  try {
    const bytes = await readIfThere(file);
    const facts = bytes === undefined ? [] : inspectBytes(bytes).certificates;
    if (facts.length > 0) collected.set(file, { facts: [...facts], usedBy: new Set() });
    return facts.length > 0;
  } catch (error) {
    if (!(error instanceof CertificatesError)) throw error;
    unreadable.add(file);
    return false;
  }
}

async function configured(names: readonly string[], io: Io, now: number, found: Found): Promise<readonly Message[]> {
  const host = nodeHost({ ids: pathIds, roots: [io.cwd], shortLived: true });
  const { targets, problems } = await findTargets(names, { cwd: io.cwd, host, broker: undefined });
  const run = await lintTargets(targets, {
    host,
    now,
    broker: undefined,
    version: undefined,
    options: undefined,
    ignoreComments: true,
  });
  const nameOf = namer(targets, io.cwd);
  for (const { analysis, target } of run.checked) {
    await addUses(analysis.model, (file) => nameOf(file, target), found);
  }
  return [...problems, ...run.problems];
}

async function addUses(model: Model, nameOf: (file: string) => string, found: Found): Promise<void> {
  const { collected, unreadable } = found;
  for (const { label, enabled, files } of inventory(model)) {
    for (const { role, file, state, at } of enabled ? files : []) {
      const absolute = file === undefined ? undefined : pathIds.path(file);
      if (role === 'private-key' || absolute === undefined || state === 'unknown') continue;
      const there = state === 'present' && (await collect(absolute, found));
      if (there) collected.get(absolute)?.usedBy.add(`${nameOf(at.file)}: ${label}`);
      else unreadable.add(absolute);
    }
  }
}

async function kindOf(file: string): Promise<'file' | 'directory' | 'none'> {
  try {
    return (await stat(file)).isDirectory() ? 'directory' : 'file';
  } catch {
    return 'none';
  }
}

function shortened(file: string, { cwd }: Io): string {
  const relative = path.relative(cwd, file);
  return relative.startsWith('..') ? file : relative;
}
