import { t } from '../../../facts/message';
import type { TlsVersion } from '../../../facts/tls';
import type { Draft } from '../../finding';
import { write } from '../../hocon-edits';
import { keySpan, setting, valueSpan } from '../../hocon-view';
import type { ClientTls, FileReference, FileRole, ServerTls, Setting } from '../../model';
import type { Span } from '../../source';
import { quoteText } from '../../syntax/hocon-errors';
import type { HoconNode } from '../../syntax/hocon-resolve';
import { child, flag, text } from './read';
import { referenceAt } from './references';

export interface TlsPlace {
  /** The block that holds the options; undefined: none is written. */
  readonly node: HoconNode | undefined;
  readonly at: Span;
  readonly active: boolean;
  readonly intended: Span | undefined;
  readonly references: readonly FileReference[];
}

/** There is no option for versions: mbed TLS, which NanoMQ brings, has TLS 1.2, and newer releases TLS 1.3 as well. */
const VERSIONS: readonly TlsVersion[] = ['tlsv1.2', 'tlsv1.3'];

export function serverTls(place: TlsPlace): ServerTls {
  return {
    ...files(place),
    missing: [],
    incompleteIsFatal: false,
    clientCertificate: clientCertificate(place),
    contradiction: contradiction(place),
  };
}

/**
 * No option lets a bridge check whose certificate it is shown, and the TLS dialer checks nothing unless told to
 * (`nanomq/bridge.c`, `init_dialer_tls`, read in 2024; QUIC has a way of its own and is left out).
 */
export function clientTls(place: TlsPlace, overQuic: boolean): ClientTls {
  const checksPeer = setting(false, place.node ? keySpan(place.node) : place.at, false);
  return { ...files(place), switchedOnBy: 'tls+mqtt-tcp://', ...(overQuic ? {} : { checksPeer }) };
}

function files(place: TlsPlace) {
  return {
    active: place.active,
    intended: place.intended,
    certificate: fileSetting(place, 'certfile', 'certificate'),
    privateKey: fileSetting(place, 'keyfile', 'private-key'),
    ca: fileSetting(place, 'cacertfile', 'ca'),
    versions: { ...setting(VERSIONS, place.at, false), items: [] },
    ciphers: [],
  };
}

function fileSetting(
  { node, at, references }: TlsPlace,
  name: string,
  role: FileRole,
): Setting<FileReference | undefined> {
  const option = child(node, name);
  const path = text(option);
  const span = option ? valueSpan(option) : at;
  const set = (value: FileReference | undefined) =>
    node && value ? write(node, [{ path: [name], text: quoteText(value.path) }]) : [];
  if (!path) return setting<FileReference | undefined>(undefined, span, option !== undefined, set);
  const bare: FileReference = { role, option: name, path, at: span, fatal: false, templated: false };
  return setting<FileReference | undefined>(referenceAt(references, span) ?? bare, span, true, set);
}

/** `verify_peer` asks, `fail_if_no_peer_cert` insists (`nanomq/mqtt_api.c`). */
function clientCertificate({ node, at }: TlsPlace): ServerTls['clientCertificate'] {
  const [asks, insists] = [child(node, 'verify_peer'), child(node, 'fail_if_no_peer_cert')];
  const value = !flag(asks, false) ? 'none' : flag(insists, false) ? 'required' : 'optional';
  const written = asks ?? insists;
  const set = (wanted: 'none' | 'optional' | 'required') =>
    node
      ? write(node, [
          { path: ['verify_peer'], text: String(wanted !== 'none') },
          { path: ['fail_if_no_peer_cert'], text: String(wanted === 'required') },
        ])
      : [];
  return setting(value, written ? valueSpan(written) : at, written !== undefined, set);
}

function contradiction({ node }: TlsPlace): Draft | undefined {
  const [asks, insists] = [child(node, 'verify_peer'), child(node, 'fail_if_no_peer_cert')];
  if (!node || !insists || !flag(insists, false) || flag(asks, false)) return undefined;
  const edits = write(node, [{ path: ['verify_peer'], text: 'true' }]);
  return {
    at: valueSpan(insists),
    message: t(
      '“fail_if_no_peer_cert = true” does nothing without “verify_peer = true”: no client is asked for a certificate',
    ),
    kind: 'security',
    related: asks ? [{ at: valueSpan(asks), message: t('client certificates are not asked for here') }] : [],
    fixes: edits.length > 0 ? [{ title: t('Add “verify_peer = true”'), edits, safe: false }] : [],
  };
}
