import type { Draft } from './finding';
import type { Workspace } from './load';
import type { BrokerModel, LanguageRule } from './model';

/** Nothing wrong with the language of a text. */
export const NO_DRAFTS: Readonly<Record<LanguageRule, readonly Draft[]>> = {
  'syntax-error': [],
  'unknown-directive': [],
  'unavailable-directive': [],
  'ignored-root': [],
  'duplicate-directive': [],
  'deprecated-directive': [],
  'misplaced-directive': [],
  'misplaced-tls-option': [],
  'invalid-value': [],
  'required-missing': [],
  'unitless-duration': [],
  'bind-invalid': [],
  'crl-check-incomplete': [],
  'dashboard-http-enable-ignored': [],
  'ocsp-stapling-incomplete': [],
  'ocsp-wrong-listener': [],
};

/** A model that claims nothing: of a text that could not be read, or of a file that is no configuration. */
export function emptyModel(workspace: Workspace): BrokerModel {
  const { broker, version, versionAssumed, root, trees, now, expiryDays } = workspace;
  return {
    broker,
    version,
    versionAssumed,
    root,
    trees,
    fragment: true,
    now,
    expiryDays,
    listeners: [],
    outgoing: [],
    references: [],
    language: NO_DRAFTS,
  };
}
