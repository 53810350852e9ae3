import { arbitraryBytes, joinedOf, u8, u16, u16s, vectorOf } from './bytes';
import { EXTENSION, groupsOf, SIGNATURES } from './registry';
import { type ScanVersion, WIRE_VERSION } from './versions';

/** What one ClientHello offers. */
export interface Offer {
  readonly version: ScanVersion;
  /** Code points, signalling values included. */
  readonly suites: readonly number[];
  /** All that the version has, where absent. */
  readonly groups?: readonly number[];
  readonly signatures?: readonly number[];
  readonly servername?: string;
  readonly alpn?: readonly string[];
  /**
   * TLS 1.3 only; none where absent: a server then asks for the group it wants with a HelloRetryRequest (RFC 8446
   * section 4.2.8), which tells suite and group without any cryptography.
   */
  readonly share?: { readonly group: number; readonly key: Uint8Array };
  /** 32 bytes; fresh ones where absent. */
  readonly random?: Uint8Array;
}

/** The handshake message, as it enters the transcript. */
export function clientHello(offer: Offer): Uint8Array {
  const { version, suites, random } = offer;
  const isNew = version === 'tls1.3';
  const head = joinedOf(
    u16(isNew ? WIRE_VERSION['tls1.2'] : WIRE_VERSION[version]),
    random ?? arbitraryBytes(32),
    vectorOf(1),
    vectorOf(2, u16s(suites)),
    // TLS 1.3 forbids compression; before, a server that still has DEFLATE shows itself.
    vectorOf(1, ...(isNew ? [] : [u8(1)]), u8(0)),
  );
  // SSL 3.0 knows no extensions.
  if (version === 'ssl3') return message(head);
  const extensions = isNew ? newExtensions(offer) : oldExtensions(offer);
  return message(head, vectorOf(2, ...extensions, ...padding(head, extensions)));
}

/** The message as records on the wire. */
export function recordOf(hello: Uint8Array, version: ScanVersion): Uint8Array {
  // RFC 8446 section 5.1 and RFC 5246 appendix E.1: old servers refuse a first record of a version they do not know.
  const wire = version === 'ssl3' ? WIRE_VERSION.ssl3 : WIRE_VERSION['tls1.0'];
  return joinedOf(u8(22), u16(wire), vectorOf(2, hello));
}

function message(...parts: readonly Uint8Array[]): Uint8Array {
  return joinedOf(u8(1), vectorOf(3, ...parts));
}

function extension(type: number, ...body: readonly Uint8Array[]): Uint8Array {
  return joinedOf(u16(type), vectorOf(2, ...body));
}

const TLS13_ONLY = extension(EXTENSION.supportedVersions, vectorOf(1, u16(WIRE_VERSION['tls1.3'])));

/** psk_dhe_ke: without it a server sends no ticket. */
const PSK_MODES = extension(EXTENSION.pskModes, vectorOf(1, u8(1)));

const SUPPORTED_BEFORE_TLS13 = joinedOf(
  extension(EXTENSION.renegotiationInfo, vectorOf(1)),
  extension(EXTENSION.extendedMasterSecret),
  extension(EXTENSION.encryptThenMac),
  extension(EXTENSION.sessionTicket),
);

const POINT_FORMATS = extension(EXTENSION.pointFormats, vectorOf(1, u8(0), u8(1), u8(2)));

const STATUS_REQUEST = extension(EXTENSION.statusRequest, u8(1), vectorOf(2), vectorOf(2));

function newExtensions(offer: Offer): readonly Uint8Array[] {
  const { share } = offer;
  const entry = share === undefined ? [] : [u16(share.group), vectorOf(2, share.key)];
  return [
    ...commonExtensions(offer, offer.groups ?? groupsOf(offer.version)),
    TLS13_ONLY,
    PSK_MODES,
    extension(EXTENSION.keyShare, vectorOf(2, ...entry)),
  ];
}

function oldExtensions(offer: Offer): readonly Uint8Array[] {
  return [SUPPORTED_BEFORE_TLS13, ...commonExtensions(offer, offer.groups ?? groupsOf(offer.version)), POINT_FORMATS];
}

function commonExtensions(offer: Offer, groups: readonly number[]): readonly Uint8Array[] {
  const { servername, alpn } = offer;
  const name = servername === undefined ? undefined : Buffer.from(servername, 'latin1');
  return [
    ...(name === undefined ? [] : [extension(EXTENSION.serverName, vectorOf(2, u8(0), vectorOf(2, name)))]),
    STATUS_REQUEST,
    extension(EXTENSION.groups, vectorOf(2, u16s(groups))),
    extension(EXTENSION.signatures, vectorOf(2, u16s(offer.signatures ?? [...SIGNATURES.keys()]))),
    ...(alpn === undefined
      ? []
      : [extension(EXTENSION.alpn, vectorOf(2, ...alpn.map((word) => vectorOf(1, Buffer.from(word, 'latin1')))))]),
  ];
}

/** RFC 7685: some load balancers hang on a ClientHello of 256 to 511 bytes. */
function padding(head: Uint8Array, extensions: readonly Uint8Array[]): readonly Uint8Array[] {
  const length = 4 + head.length + 2 + extensions.reduce((sum, { length: bytes }) => sum + bytes, 0);
  if (length < 256 || length > 511) return [];
  return [extension(EXTENSION.padding, new Uint8Array(Math.max(512 - length - 4, 0)))];
}
