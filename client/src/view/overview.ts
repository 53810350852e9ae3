import type { CertFacts } from '../../../core/facts/certificate';
import type { BrokerId, FileId, InventoryEntry, InventoryFile } from '../../../core/lint';

/** What is known of the brokers of the workspace and their certificates. Times are milliseconds since 1970 UTC. */
export interface Overview {
  readonly brokers: readonly BrokerItem[];
  /** Certificates of folders that this extension has made, which no configuration names. */
  readonly unused: readonly CertificateItem[];
}

export interface BrokerItem {
  readonly kind: 'broker';
  readonly file: FileId;
  readonly broker: BrokerId;
  readonly brokerName: string;
  /** Relative to the workspace folder. */
  readonly name: string;
  readonly entries: readonly EntryItem[];
}

/** A listener or a connection. */
export interface EntryItem extends Pick<InventoryEntry, 'label' | 'enabled'> {
  readonly kind: InventoryEntry['kind'];
  readonly broker: BrokerId;
  readonly place: Place;
  readonly files: readonly CertificateItem[];
}

/** A file of a certificate or a key. */
export interface CertificateItem {
  readonly kind: 'file';
  readonly role: InventoryFile['role'];
  readonly file: FileId | undefined;
  /** As the configuration has it; of an unused one its name. */
  readonly path: string;
  readonly state: InventoryFile['state'];
  /** The path may mean another machine, where the file is not missing. */
  readonly elsewhere?: true;
  readonly certificates: readonly CertFacts[];
  /** Where the configuration names it. */
  readonly place: Place | undefined;
  /** Soonest end that deserves a warning, in days. */
  readonly expiryDays: number;
  readonly revoked: boolean;
  /** The authority beside it can renew it. */
  readonly renewable: boolean;
  /** A client's, so that it can be revoked there. */
  readonly revocable: boolean;
}

/** Line from 0. */
export interface Place {
  readonly file: FileId;
  readonly line: number;
}

export type Health = 'good' | 'expiring' | 'expired' | 'missing';

const DAY = 86_400_000;

/** What the icon and the badge say. A file that is not looked at is good: nothing may be concluded. */
export function healthOf(item: CertificateItem, now: number): Health {
  const { state, elsewhere = false, certificates, expiryDays, revoked } = item;
  if (state === 'missing') return elsewhere ? 'good' : 'missing';
  const end = endOf(certificates);
  if (revoked || (end !== undefined && end <= now)) return 'expired';
  return end !== undefined && end < now + expiryDays * DAY ? 'expiring' : 'good';
}

/** A chain ends with the first of its links; a bundle of many authorities, where one more or less matters little, never. */
export function endOf(certificates: readonly CertFacts[]): number | undefined {
  if (certificates.length === 0 || certificates.length > LONGEST_CHAIN) return undefined;
  return Math.min(...certificates.map(({ notAfter }) => notAfter));
}

/** OpenSSL verifies chains of up to a hundred links; those in use have three, with some room. */
export const LONGEST_CHAIN = 10;

/** The files that listeners and connections use, each once. */
function usedFiles({ brokers }: Overview): readonly CertificateItem[] {
  const enabled = brokers.flatMap(({ entries }) => entries.filter((entry) => entry.enabled));
  const files = enabled.flatMap((entry) => entry.files);
  return [...new Map(files.map((file) => [file.file ?? file.path, file])).values()];
}

/** Each file once, those in use first. */
export function allFiles(overview: Overview): readonly CertificateItem[] {
  const used = overview.brokers.flatMap(({ entries }) => entries.flatMap(({ files }) => files));
  const all = [...used, ...overview.unused].filter(({ file }) => file !== undefined);
  return [...new Map(all.map((item) => [item.file, item])).values()];
}

/** How many certificates in use have ended or soon will. */
export function worries(overview: Overview, now: number): { readonly expired: number; readonly expiring: number } {
  const states = usedFiles(overview).map((file) => healthOf(file, now));
  const count = (health: Health) => states.filter((state) => state === health).length;
  return { expired: count('expired'), expiring: count('expiring') };
}

/** The certificate in use that ends first. */
export function nearest(overview: Overview): { readonly item: CertificateItem; readonly end: number } | undefined {
  const dated = usedFiles(overview).flatMap((item) => {
    const end = endOf(item.certificates);
    return end === undefined ? [] : [{ item, end }];
  });
  return dated.sort((a, b) => a.end - b.end)[0];
}

/** The brokers whose listeners or connections name the file; a renewed certificate is theirs to read again. */
export function brokersUsing(overview: Overview, file: FileId): readonly BrokerItem[] {
  return overview.brokers.filter(({ entries }) =>
    entries.some(({ files }) => files.some((candidate) => candidate.file === file)),
  );
}

/** The worst of them. */
export function worst(files: readonly CertificateItem[], now: number): Health {
  const states = new Set(files.map((file) => healthOf(file, now)));
  return ORDER.find((health) => states.has(health)) ?? 'good';
}

const ORDER: readonly Health[] = ['expired', 'missing', 'expiring', 'good'];

export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
