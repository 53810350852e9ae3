import type { CertFacts } from '../../facts/certificate';
import type { FileReference, Listener, Model, Outgoing } from '../model';
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
  readonly certificates: readonly CertFacts[];
}

/** Listeners first, then connections, in the order of the configuration. Ones that use no certificates are there too. */
export function inventory({ listeners, outgoing }: Pick<Model, 'listeners' | 'outgoing'>): readonly InventoryEntry[] {
  return [...listeners.map(ofListener), ...outgoing.map(ofConnection)];
}

function ofListener(listener: Listener): InventoryEntry {
  const { label, at, enabled, tls } = listener;
  return { kind: 'listener', label, at, enabled, files: filesOf(tls) };
}

function ofConnection({ label, at, tls }: Outgoing): InventoryEntry {
  return { kind: 'connection', label, at, enabled: true, files: filesOf(tls) };
}

function filesOf({ certificate, privateKey, ca }: Listener['tls'] | Outgoing['tls']): readonly InventoryFile[] {
  return [
    ...fileOf('certificate', certificate.value),
    ...fileOf('private-key', privateKey.value),
    ...fileOf('ca', ca.value),
  ];
}

function fileOf(role: InventoryFile['role'], reference: FileReference | undefined): readonly InventoryFile[] {
  if (reference === undefined) return [];
  const { path, at, target } = reference;
  const kind = target?.facts.kind;
  const state = kind === 'file' ? 'present' : kind === 'missing' ? 'missing' : 'unknown';
  return [{ role, path, at, file: target?.file, state, certificates: pemOf(reference)?.certificates ?? [] }];
}
