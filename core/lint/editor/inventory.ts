import type { CertFacts } from '../../facts/certificate';
import type { FileReference, Listener, Model, Outgoing, Setting } from '../model';
import { pemOf } from '../model-queries';
import type { FileId, Span } from '../source';

/** What a configuration opens or connects to, and the files of certificates that it names there. */
export interface InventoryEntry {
  readonly kind: 'listener' | 'connection';
  readonly label: string;
  readonly at: Span;
  readonly enabled: boolean;
  readonly files: readonly InventoryFile[];
}

export interface InventoryFile {
  readonly role: 'certificate' | 'private-key' | 'ca';
  /** As written. */
  readonly path: string;
  readonly at: Span;
  /** Undefined where it cannot be resolved here. */
  readonly file: FileId | undefined;
  /** `unknown`: not looked at, so that nothing may be concluded. */
  readonly state: 'present' | 'missing' | 'unknown';
  /** An absolute path that is missing along with its folder: it may mean another machine. */
  readonly elsewhere?: true;
  readonly certificates: readonly CertFacts[];
}

/** Listeners first, then connections, in the order of the configuration. Ones that use no certificates are there too. */
export function inventory({ listeners, outgoing }: Pick<Model, 'listeners' | 'outgoing'>): readonly InventoryEntry[] {
  return [...listeners.map(ofListener), ...outgoing.map(ofConnection)];
}

function ofListener(listener: Listener): InventoryEntry {
  const { label, at, enabled, tls } = listener;
  return { kind: 'listener', label, at, enabled, files: filesOf(tls, enabled) };
}

function ofConnection({ label, at, tls }: Outgoing): InventoryEntry {
  return { kind: 'connection', label, at, enabled: true, files: filesOf(tls, true) };
}

/** What the broker would use by default counts where it really uses it; what somebody wrote always does. */
function filesOf(tls: Listener['tls'] | Outgoing['tls'], enabled: boolean): readonly InventoryFile[] {
  const { certificate, privateKey, ca, active } = tls;
  const used = ({ explicit, value }: Setting<FileReference | undefined>) =>
    explicit || (enabled && active) ? value : undefined;
  return [
    ...fileOf('certificate', used(certificate)),
    ...fileOf('private-key', used(privateKey)),
    ...fileOf('ca', used(ca)),
  ];
}

function fileOf(role: InventoryFile['role'], reference: FileReference | undefined): readonly InventoryFile[] {
  if (reference === undefined) return [];
  const { path, at, target } = reference;
  const kind = target?.facts.kind;
  const state = kind === 'file' ? 'present' : kind === 'missing' ? 'missing' : 'unknown';
  const absolute = /^(?:[/\\]|[A-Za-z]:)/.test(path);
  const elsewhere = absolute && target?.facts.kind === 'missing' && !target.facts.directoryExists;
  const certificates = pemOf(reference)?.certificates ?? [];
  return [{ role, path, at, file: target?.file, state, ...(elsewhere ? { elsewhere } : {}), certificates }];
}
