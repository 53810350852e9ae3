import { createPublicKey, type KeyObject } from 'node:crypto';
import { type Asn1, implicitSet, oid, parsed, sequence, set, smallInteger } from './asn1';
import { holderExtensions } from './build-extensions';
import { commonName, generateKey, type IssueRequest } from './issue';
import { EXTENSION_REQUEST } from './request-facts';
import { signed } from './signing';

export interface Requested {
  /** DER of the certification request. */
  readonly request: Uint8Array;
  readonly key: KeyObject;
}

/** A new key and the request (PKCS #10, RFC 2986) for an outside authority to certify it. */
export async function certificateRequest(
  wanted: Pick<IssueRequest, 'role' | 'name' | 'dns' | 'ip' | 'key' | 'existingKey'>,
): Promise<Requested> {
  const key = wanted.existingKey ?? (await generateKey(wanted.key));
  const spki = createPublicKey(key).export({ format: 'der', type: 'spki' });
  const request = signed(key, () =>
    sequence(smallInteger(0), commonName(wanted.name), parsed(spki), implicitSet(0, extensionRequest(wanted))),
  );
  return { request, key };
}

function extensionRequest(wanted: Parameters<typeof certificateRequest>[0]): Asn1 {
  return sequence(oid(EXTENSION_REQUEST), set(sequence(...holderExtensions(wanted))));
}
