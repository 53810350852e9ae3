import {
  createDecipheriv,
  createECDH,
  createHash,
  createHmac,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
} from 'node:crypto';
import { u8, u16, vectorOf } from './bytes';
import { ffdhePair } from './ffdhe';
import type { MakeOpener, Opener } from './flight';
import { hybridPair } from './hybrid';
import type { ServerHello } from './server-messages';

/** The client's half of a key exchange: what goes out, and what comes of the server's half. */
export interface KeyPair {
  readonly group: number;
  readonly key: Uint8Array;
  readonly agree: (share: Uint8Array) => Uint8Array;
  /** Makes what opens the answer to this ClientHello. */
  readonly opener: (clientHello: Uint8Array) => MakeOpener;
}

/** What the kinds of groups differ in. */
export type KeyHalf = Omit<KeyPair, 'opener'>;

const CURVES: Readonly<Record<number, string>> = {
  23: 'prime256v1',
  24: 'secp384r1',
  25: 'secp521r1',
  31: 'brainpoolP256r1',
  32: 'brainpoolP384r1',
  33: 'brainpoolP512r1',
};

/** RFC 8410: a SubjectPublicKeyInfo is this and the 32 or 56 bytes of the key. */
const EDWARDS: Readonly<Record<number, { readonly type: 'x25519' | 'x448'; readonly prefix: string }>> = {
  29: { type: 'x25519', prefix: '302a300506032b656e032100' },
  30: { type: 'x448', prefix: '3042300506032b656f033900' },
};

/** A fresh key pair; undefined where the runtime's library has no such group. */
export function keyPairFor(group: number): KeyPair | undefined {
  try {
    const half = edwardsPair(group) ?? curvePair(group) ?? ffdhePair(group) ?? hybridPair(group, keyPairFor);
    return half && { ...half, opener: (clientHello) => openerFor(clientHello, half) };
  } catch {
    return undefined;
  }
}

function edwardsPair(group: number): KeyHalf | undefined {
  const kind = EDWARDS[group];
  if (kind === undefined) return undefined;
  const prefix = Buffer.from(kind.prefix, 'hex');
  const { privateKey, publicKey } =
    kind.type === 'x25519' ? generateKeyPairSync('x25519') : generateKeyPairSync('x448');
  return {
    group,
    key: publicKey.export({ format: 'der', type: 'spki' }).subarray(prefix.length),
    agree: (share) => {
      const key = Buffer.concat([prefix, share]);
      return diffieHellman({ privateKey, publicKey: createPublicKey({ key, format: 'der', type: 'spki' }) });
    },
  };
}

function curvePair(group: number): KeyHalf | undefined {
  const curve = CURVES[group];
  if (curve === undefined) return undefined;
  const pair = createECDH(curve);
  return { group, key: pair.generateKeys(), agree: (share) => pair.computeSecret(share) };
}

interface Transform {
  readonly hash: 'sha256' | 'sha384';
  readonly cipher: 'aes-128-gcm' | 'aes-256-gcm' | 'chacha20-poly1305' | 'aes-128-ctr';
  readonly keyLength: number;
  readonly tagLength: number;
}

/** The suites whose records can be opened here. */
export const OPENABLE: ReadonlyMap<number, Transform> = new Map([
  [0x1301, { hash: 'sha256', cipher: 'aes-128-gcm', keyLength: 16, tagLength: 16 }],
  [0x1302, { hash: 'sha384', cipher: 'aes-256-gcm', keyLength: 32, tagLength: 16 }],
  [0x1303, { hash: 'sha256', cipher: 'chacha20-poly1305', keyLength: 32, tagLength: 16 }],
  [0x1304, { hash: 'sha256', cipher: 'aes-128-ctr', keyLength: 16, tagLength: 16 }],
  [0x1305, { hash: 'sha256', cipher: 'aes-128-ctr', keyLength: 16, tagLength: 8 }],
]);

/** Opens what a server encrypts of its handshake (RFC 8446 section 7): certificate, certificate request, extensions. */
function openerFor(clientHello: Uint8Array, pair: KeyHalf): MakeOpener {
  return (hello: ServerHello, message: Uint8Array) => {
    const transform = OPENABLE.get(hello.suite);
    if (transform === undefined || hello.share === undefined || hello.group !== pair.group) return undefined;
    try {
      const transcript = createHash(transform.hash).update(clientHello).update(message).digest();
      return opener(transform, serverSecret(transform.hash, pair.agree(hello.share), transcript));
    } catch {
      return undefined;
    }
  };
}

/** server_handshake_traffic_secret of a handshake without a pre-shared key. */
export function serverSecret(hash: Transform['hash'], shared: Uint8Array, transcript: Uint8Array): Uint8Array {
  const zeros = Buffer.alloc(createHash(hash).digest().length);
  const early = hmac(hash, zeros, zeros);
  const derived = expandLabel(hash, early, 'derived', createHash(hash).digest(), zeros.length);
  return expandLabel(hash, hmac(hash, derived, shared), 's hs traffic', transcript, zeros.length);
}

/** HKDF-Expand-Label (RFC 8446 section 7.1) of at most one hash length. */
export function expandLabel(
  hash: Transform['hash'],
  secret: Uint8Array,
  label: string,
  context: Uint8Array,
  length: number,
): Uint8Array {
  const info = Buffer.concat([u16(length), vectorOf(1, Buffer.from(`tls13 ${label}`)), vectorOf(1, context), u8(1)]);
  return hmac(hash, secret, info).subarray(0, length);
}

function hmac(hash: Transform['hash'], key: Uint8Array, data: Uint8Array): Buffer {
  return createHmac(hash, key).update(data).digest();
}

function opener({ hash, cipher, keyLength, tagLength }: Transform, secret: Uint8Array): Opener {
  const key = expandLabel(hash, secret, 'key', new Uint8Array(), keyLength);
  const iv = expandLabel(hash, secret, 'iv', new Uint8Array(), 12);
  let sequence = 0;
  return (head, body) => {
    const nonce = Buffer.from(iv);
    nonce.writeUInt32BE((nonce.readUInt32BE(8) ^ sequence) >>> 0, 8);
    sequence++;
    try {
      const content = body.subarray(0, -tagLength);
      if (cipher === 'aes-128-ctr') return createDecipheriv(cipher, key, ccmCounter(nonce)).update(content);
      // Node's types tell the two kinds of cipher apart by literal names only.
      const decipher = createDecipheriv(cipher as 'aes-128-gcm', key, nonce, { authTagLength: tagLength });
      decipher.setAAD(head);
      decipher.setAuthTag(body.subarray(-tagLength));
      return Buffer.concat([decipher.update(content), decipher.final()]);
    } catch {
      return undefined;
    }
  };
}

/**
 * CCM is counter mode with a tag beside it (RFC 3610, section 2.3), which nobody needs to check here; BoringSSL has no CCM.
 * The first block that covers content has the number 1, in the three bytes that a nonce of twelve leaves.
 */
function ccmCounter(nonce: Uint8Array): Uint8Array {
  return Buffer.concat([Uint8Array.of(2), nonce, Uint8Array.of(0, 0, 1)]);
}
