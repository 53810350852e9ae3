import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Issued, type IssueRequest, issue } from '../../core/certs/issue';
import { pemOf } from '../../core/certs/pem';

export { type Mosquitto, mosquitto, passwordFile } from '../support/brokers';

import { type ProbeOptions, parseTarget, probe, type StageEvent, type Target } from '../../core/probe';

/** A target for tests: short deadlines, and what is given on top. */
export function target(url: string, more: Partial<Target> = {}): Target {
  const parsed = parseTarget(url);
  if (!parsed.ok) throw new Error(parsed.reason.template);
  return { ...parsed.target, timeoutMs: 3000, ...more };
}

export async function run(of: Target, options: Partial<ProbeOptions> = {}): Promise<StageEvent[]> {
  const events: StageEvent[] = [];
  for await (const event of probe(of, { now: Date.now(), ...options })) events.push(event);
  return events;
}

/** `dns tcp tls!CODE`: the stages, and the code of the one that failed. */
export function outline(events: readonly StageEvent[]): string {
  return events.map(({ name, problem }) => (problem === undefined ? name : `${name}!${problem.code}`)).join(' ');
}

export function event<Name extends StageEvent['name']>(
  events: readonly StageEvent[],
  name: Name,
): Extract<StageEvent, { readonly name: Name }> {
  const found = events.find(
    (candidate): candidate is Extract<StageEvent, { readonly name: Name }> => candidate.name === name,
  );
  if (found === undefined) throw new Error(`no stage ${name} in ${outline(events)}`);
  return found;
}

export interface Pair {
  readonly cert: string;
  readonly key: string;
  readonly issued: Issued;
}

/** A private directory that makes certificates and is removed at the end. */
export function workshop() {
  const directory = mkdtempSync(path.join(tmpdir(), 'mqtt-security-probe-'));
  const write = (name: string, content: string | Uint8Array): string => {
    const file = path.join(directory, name);
    writeFileSync(file, content, { mode: 0o600 });
    return file;
  };
  const make = async (stem: string, request: Partial<IssueRequest>, issuer?: Pair, now = Date.now()): Promise<Pair> => {
    const full = { role: 'server', name: stem, dns: [], ip: [], key: 'p256', days: 30, ...request } as const;
    const issued = await issue(full, { now, random: randomBytes }, issuer?.issued);
    const cert = write(`${stem}.crt`, pemOf('CERTIFICATE', issued.certificate));
    const key = write(`${stem}.key`, issued.key.export({ format: 'pem', type: 'pkcs8' }));
    return { cert, key, issued };
  };
  return { directory, write, make, remove: () => rmSync(directory, { recursive: true, force: true }) };
}
