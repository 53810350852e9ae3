import type { PreSharedKeys, ServerTls } from '../../model';
import { type Line, lastOf, span, valueSpan } from './lines';
import { type BlockView, booleanSetting, fileSetting } from './settings';
import { atLeast } from './version';

type ClientParts = Pick<ServerTls, 'revocation' | 'identity' | 'checksDates' | 'preShared' | 'engine'>;

const IDENTITY = ['use_identity_as_username', 'use_subject_as_username'];
const ENGINE = new Set(['tls_engine', 'tls_engine_kpass_sha1', 'tls_keyform']);

/** How a listener with TLS makes out who its clients are. */
export function clientAuthentication(view: BlockView, pskFile: Line | undefined): ClientParts {
  const unchecked = booleanSetting(view, 'disable_client_cert_date_checks', false);
  return {
    revocation: fileSetting(view, ['crlfile']),
    identity: IDENTITY.map((name) => booleanSetting(view, name, false)),
    checksDates: { ...unchecked, value: !unchecked.value, set: (value) => unchecked.set(!value) },
    preShared: preSharedOf(view, pskFile),
    engine: view.block.lines.filter(({ name, live }) => live && ENGINE.has(name)).map((line) => span(line)),
  };
}

/** The hint switches pre-shared keys on; without it a file of keys has no effect. */
function preSharedOf({ block, version }: BlockView, pskFile: Line | undefined): PreSharedKeys | undefined {
  const hint = lastOf(block.lines, 'psk_hint');
  if (!hint) return undefined;
  return {
    at: span(hint),
    sources: pskFile ? [valueSpan(pskFile)] : [],
    excludesTls13: pskFile !== undefined && atLeast(version, '2.0.12'),
  };
}
