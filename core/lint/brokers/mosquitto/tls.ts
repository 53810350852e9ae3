import { t } from '../../../facts/message';
import type { Draft } from '../../finding';
import type { ClientTls, ServerTls, Setting } from '../../model';
import type { Span } from '../../source';
import { BRIDGE_LISTS, cipherLists, LISTENER_LISTS } from './cipher-lists';
import { booleanOf, type Line, lastOf, span, valueSpan } from './lines';
import { type BlockView, booleanSetting, fileSetting, lineSetting } from './settings';
import { clientAuthentication } from './tls-clients';
import { BRIDGE_VERSIONS, ignoredVersionSetting, LISTENER_VERSIONS, versionSetting } from './tls-versions';
import { atLeast } from './version';

interface Present {
  readonly certificate: boolean;
  readonly key: boolean;
  readonly ca: boolean;
  readonly psk: boolean;
}

/** TLS of a listener. `pskFile`: a line that names pre-shared keys for this very listener. */
export function listenerTls(view: BlockView, label: string, pskFile: Line | undefined): ServerTls {
  const { block, version } = view;
  const has = (name: string): boolean => lastOf(block.lines, name) !== undefined;
  const present = {
    certificate: has('certfile'),
    key: has('keyfile'),
    ca: has('cafile') || has('capath'),
    psk: has('psk_hint'),
  };
  const active = isActive(present, version);
  // Pre-shared keys work without a certificate, but half of one stops newer versions all the same.
  const refused = refusesIncomplete(view, present);
  const required = booleanSetting(view, 'require_certificate', false);
  const intended = intendedAt(view, pskFile);
  const websockets = lastOf(block.lines, 'protocol')?.text.startsWith('websockets') === true;
  return {
    active,
    intended,
    certificate: fileSetting(view, ['certfile']),
    privateKey: fileSetting(view, ['keyfile']),
    ca: fileSetting(view, ['cafile', 'capath']),
    versions:
      websockets && !atLeast(version, '2.1.0') ? ignoredVersionSetting(view) : versionSetting(view, LISTENER_VERSIONS),
    ciphers: cipherLists(view, LISTENER_LISTS, active),
    suites: lineSetting<readonly string[] | undefined>(
      view,
      'ciphers',
      (line) => line?.text.split(/[:, ]+/),
      (value) => value?.join(':'),
    ),
    missing: intended && (!active || refused) ? missingOptions(present, version, pskFile !== undefined) : [],
    incompleteIsFatal: refused,
    plaintextUpTo: '2.0.20',
    clientCertificate: {
      value: active && required.value ? 'required' : 'none',
      span: required.span,
      explicit: required.explicit,
      set: (value) => (value === 'optional' ? [] : required.set(value === 'required')),
    },
    contradiction: required.value && !active ? withoutTls(required.span, label) : undefined,
    ...clientAuthentication(view, pskFile),
  };
}

/** net.c: up to 1.6 an authority had to be named for TLS to come about. */
function isActive({ certificate, key, ca, psk }: Present, version: string): boolean {
  return (certificate && key && (ca || atLeast(version, '2.0.0'))) || psk;
}

/** `config__check_bridges` of 2.0.21 and later, which looks at listeners that a line opened; 2.1 at the default one too. */
function refusesIncomplete({ block, version }: BlockView, { certificate, key, ca }: Present): boolean {
  if (!atLeast(version, block.kind === 'default' ? '2.1.0' : '2.0.21')) return false;
  return certificate !== key || (ca && !certificate);
}

function missingOptions({ certificate, key, ca }: Present, version: string, psk: boolean): readonly string[] {
  if (psk && !certificate && !key && !ca) return ['psk_hint'];
  return [
    ...(ca || atLeast(version, '2.0.0') ? [] : ['cafile']),
    ...(certificate ? [] : ['certfile']),
    ...(key ? [] : ['keyfile']),
  ];
}

const NOT_MEANT_BY_ITSELF = new Set([
  'use_identity_as_username',
  'use_subject_as_username',
  'disable_client_cert_date_checks',
]);

/** First line that makes sense on a TLS listener only. */
function intendedAt({ block }: BlockView, pskFile: Line | undefined): Span | undefined {
  const line = block.lines.find(showsTls) ?? pskFile;
  return line && span(line);
}

function showsTls(line: Line): boolean {
  if (!line.live || line.found?.directive.tls !== true || NOT_MEANT_BY_ITSELF.has(line.name)) return false;
  return line.name !== 'require_certificate' || booleanOf(line) === true;
}

function withoutTls(at: Span, label: string): Draft {
  return {
    at,
    kind: 'security',
    message: t(
      'require_certificate has no effect because {listener} has no TLS: clients connect without a certificate',
      {
        listener: label,
      },
    ),
  };
}

/** A bridge speaks TLS only where it knows whom to trust: a certificate, a version or bridge_insecure do not do. */
export function bridgeTls(view: BlockView): ClientTls {
  const { block } = view;
  const line = (name: string): Line | undefined => lastOf(block.lines, name);
  const osCertificates = booleanOf(line('bridge_tls_use_os_certs')) === true;
  const trusted = line('bridge_cafile') ?? line('bridge_capath') ?? line('bridge_psk');
  const intended = block.lines.find(({ live, found }) => live && found?.directive.tls === true);
  return {
    active: trusted !== undefined || osCertificates,
    intended: intended && span(intended),
    certificate: fileSetting(view, ['bridge_certfile']),
    privateKey: fileSetting(view, ['bridge_keyfile']),
    ca: fileSetting(view, ['bridge_cafile', 'bridge_capath']),
    versions: versionSetting(view, BRIDGE_VERSIONS),
    ciphers: cipherLists(view, BRIDGE_LISTS, false),
    checksPeer: checksPeer(view),
  };
}

/** `bridge_insecure true` is the other way round. */
function checksPeer(view: BlockView): Setting<boolean> {
  const insecure = booleanSetting(view, 'bridge_insecure', false);
  return { ...insecure, value: !insecure.value, set: (value) => insecure.set(!value) };
}

/** Lines that authenticate by certificate or pre-shared key on a listener with TLS. */
export function tlsAuthentication({ block }: BlockView, tls: ServerTls): readonly Span[] {
  if (!tls.active) return [];
  const names = ['require_certificate', 'psk_hint', 'use_identity_as_username', 'use_subject_as_username'];
  return names.flatMap((name) => {
    const line = lastOf(block.lines, name);
    const on = line && (name === 'psk_hint' || booleanOf(line) === true);
    return on ? [valueSpan(line)] : [];
  });
}
