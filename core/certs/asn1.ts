import forge from 'node-forge';
import { latin1 } from './der';

/** ASN.1 values on their way to DER, built with node-forge. */
export type Asn1 = forge.asn1.Asn1;

const { Class, Type, create } = forge.asn1;

export function der(value: Asn1): Buffer {
  return Buffer.from(forge.asn1.toDer(value).getBytes(), 'latin1');
}

/** DER made elsewhere, to be part of a new structure. */
export function parsed(bytes: Uint8Array): Asn1 {
  return forge.asn1.fromDer(latin1(bytes));
}

export function sequence(...values: readonly Asn1[]): Asn1 {
  return create(Class.UNIVERSAL, Type.SEQUENCE, true, [...values]);
}

export function set(...values: readonly Asn1[]): Asn1 {
  return create(Class.UNIVERSAL, Type.SET, true, [...values]);
}

/** `[tag]` around a value: EXPLICIT. */
export function explicit(tag: number, value: Asn1): Asn1 {
  return create(Class.CONTEXT_SPECIFIC, tag, true, [value]);
}

/** `[tag]` in place of a SET's own tag: IMPLICIT. In DER it looks as if it were around the values. */
export function implicitSet(tag: number, ...values: readonly Asn1[]): Asn1 {
  return create(Class.CONTEXT_SPECIFIC, tag, true, [...values]);
}

/** `[tag]` in place of a primitive value's own tag: IMPLICIT. */
export function implicit(tag: number, bytes: Uint8Array): Asn1 {
  return create(Class.CONTEXT_SPECIFIC, tag, false, latin1(bytes));
}

export function oid(dotted: string): Asn1 {
  return create(Class.UNIVERSAL, Type.OID, false, forge.asn1.oidToDer(dotted).getBytes());
}

/** An INTEGER of two's complement bytes. */
export function integer(bytes: Uint8Array): Asn1 {
  return create(Class.UNIVERSAL, Type.INTEGER, false, latin1(bytes));
}

export function smallInteger(value: number): Asn1 {
  return create(Class.UNIVERSAL, Type.INTEGER, false, forge.asn1.integerToDer(value).getBytes());
}

export function enumerated(value: number): Asn1 {
  return create(Class.UNIVERSAL, Type.ENUMERATED, false, forge.asn1.integerToDer(value).getBytes());
}

/** TRUE; DER leaves out a FALSE that is the default. */
export function yes(): Asn1 {
  return create(Class.UNIVERSAL, Type.BOOLEAN, false, '\xff');
}

export function none(): Asn1 {
  return create(Class.UNIVERSAL, Type.NULL, false, '');
}

export function octetString(bytes: Uint8Array): Asn1 {
  return create(Class.UNIVERSAL, Type.OCTETSTRING, false, latin1(bytes));
}

export function bitString(bytes: Uint8Array, unusedBits = 0): Asn1 {
  return create(Class.UNIVERSAL, Type.BITSTRING, false, String.fromCharCode(unusedBits) + latin1(bytes));
}

export function utf8String(text: string): Asn1 {
  return create(Class.UNIVERSAL, Type.UTF8, false, latin1(Buffer.from(text)));
}

/** UTCTime through 2049, GeneralizedTime from 2050 (RFC 5280 section 4.1.2.5). */
export function time(milliseconds: number): Asn1 {
  const date = new Date(milliseconds);
  return date.getUTCFullYear() < 2050
    ? create(Class.UNIVERSAL, Type.UTCTIME, false, forge.asn1.dateToUtcTime(date))
    : create(Class.UNIVERSAL, Type.GENERALIZEDTIME, false, forge.asn1.dateToGeneralizedTime(date));
}
