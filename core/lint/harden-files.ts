import { t } from '../facts/message';
import type { Hardening } from './harden';
import type { AccessFile, FileReference, Listener, Model } from './model';
import type { Beside, NewFile } from './new-files';

interface Passwords {
  readonly beside: Beside | undefined;
  /** Nobody can prove a name on the listener yet. */
  readonly needed: boolean;
}

/** Names and passwords, where clients have nothing else to sign in with; or the file that is named and not there. */
export function passwords(model: Model, listener: Listener, { beside, needed }: Passwords): readonly Hardening[] {
  const { accessFiles, label, tls, anonymous } = listener;
  if (!accessFiles || !beside || model.fragment || listener.protocol === 'http') return [];
  const named = missing(model, accessFiles.passwords);
  if (named) {
    const change = t('{label}: the password file {path}, which is not there yet: nobody gets in before it has users', {
      label,
      path: named.path,
    });
    return [{ change, edits: [], creates: [{ file: named.file, lines: accessFiles.passwords.skeleton(named.path) }] }];
  }
  // A certificate or a key proves who they are as well, though it gives them no name.
  if (!needed || accessFiles.passwords.path.explicit) return [];
  if (tls.clientCertificate.value === 'required' || tls.preShared) return [];
  const place = beside(accessFiles.passwords.name);
  const edits = place ? accessFiles.passwords.path.set(place.path) : [];
  if (!place || edits.length === 0) return [];
  const { taken, path } = place;
  const who = scopeOf(model, listener);
  const change = taken
    ? t('{who}: only clients with a name and a password from {path}, which is there', { who, path })
    : t('{who}: only clients with a name and a password from the new {path}: nobody gets in before it has users', {
        who,
        path,
      });
  const closed = anonymous.value ? anonymous.set(false) : [];
  const creates: readonly NewFile[] = taken ? [] : [{ file: place.file, lines: accessFiles.passwords.skeleton(path) }];
  return [{ change, edits: [...edits, ...closed], creates }];
}

/** What clients may do, where nothing says so yet; or the file that is named and not there. */
export function accessList(model: Model, listener: Listener, beside: Beside | undefined): readonly Hardening[] {
  const { accessFiles, authorization = [], label } = listener;
  if (!accessFiles || !beside || model.fragment || listener.protocol === 'http') return [];
  const named = missing(model, accessFiles.rules);
  if (named) {
    const change = t(
      '{label}: the access list {path}, which is not there yet: nothing is allowed before it has rules',
      {
        label,
        path: named.path,
      },
    );
    return [{ change, edits: [], creates: [{ file: named.file, lines: accessFiles.rules.skeleton(named.path) }] }];
  }
  const place = authorization.length === 0 ? beside(accessFiles.rules.name) : undefined;
  if (!place) return [];
  const { taken, path } = place;
  const who = scopeOf(model, listener);
  const change = taken
    ? t('{who}: only topics that {path} allows, which is there', { who, path })
    : t('{who}: only topics that the new {path} allows: no client may publish or subscribe before it has rules', {
        who,
        path,
      });
  const creates: readonly NewFile[] = taken ? [] : [{ file: place.file, lines: accessFiles.rules.skeleton(path) }];
  const edits = accessFiles.rules.path.set(path);
  return edits.length > 0 ? [{ change, edits, creates }] : [];
}

function scopeOf({ listeners }: Model, { label, accessFiles }: Listener) {
  return accessFiles?.shared && listeners.length > 1 ? t('all listeners') : label;
}

/** A file that the configuration names in a folder that is here, and that is not in it. */
function missing({ references }: Model, { path }: AccessFile): { file: string; path: string } | undefined {
  const isThis = ({ at }: FileReference): boolean => at.file === path.span.file && at.start === path.span.start;
  const reference = path.explicit ? references.find(isThis) : undefined;
  const target = reference?.target;
  if (!reference || target?.facts.kind !== 'missing' || !target.facts.directoryExists) return undefined;
  return { file: target.file, path: reference.path };
}
