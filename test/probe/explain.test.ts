import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CertFacts, PemFacts } from '../../core/facts/certificate';
import { format } from '../../core/facts/message';
import { explainText } from '../../core/probe';
import { explain } from '../../core/probe/explain';
import type { Situation } from '../../core/probe/explain/situation';

/** Codes as Node with OpenSSL and as Electron with BoringSSL writes them, and what the explanation must say. */
const codes: readonly (readonly [string, RegExp])[] = [
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', /leads to no authority/],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', /leads to no authority/],
  ['UNABLE_TO_GET_ISSUER_CERT', /issuer of an intermediate is not known/],
  ['SELF_SIGNED_CERT_IN_CHAIN', /sends its own root/],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', /is its own issuer/],
  ['ERR_TLS_CERT_ALTNAME_INVALID', /not made out to the name/],
  ['CERT_HAS_EXPIRED', /has expired/],
  ['CERT_NOT_YET_VALID', /not valid yet/],
  ['INVALID_PURPOSE', /not meant for servers/],
  ['INVALID_CA', /no authority/],
  ['CERT_SIGNATURE_FAILURE', /not made by the given authority/],
  ['CERT_REVOKED', /revoked/],
  ['ERR_SSL_EE_KEY_TOO_SMALL', /too weak/],
  ['ERR_SSL_CA_MD_TOO_WEAK', /SHA-1/],
  ['ECONNRESET', /closed without a reason/],
  ['EPIPE', /closed without a reason/],
  ['ERR_SSL_WRONG_VERSION_NUMBER', /One side speaks TLS/],
  ['ERR_SSL_PACKET_LENGTH_TOO_LONG', /One side speaks TLS/],
  ['ERR_SSL_HTTP_REQUEST', /One side speaks TLS/],
  ['ECONNREFUSED', /Nothing listens/],
  ['ENOTFOUND', /not known to the name server/],
  ['EAI_AGAIN', /name server does not answer/],
  ['ETIMEDOUT', /No answer came in time/],
  ['EHOSTUNREACH', /Nobody answers at the address/],
  ['ENETUNREACH', /No route/],
  ['EINVAL', /No route/],
  ['EACCES', /does not permit/],
  ['CANCELLED', /cancelled/],
  ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', /requires a client certificate/],
  ['ERR_SSL_TLSV1_ALERT_CERTIFICATE_REQUIRED', /requires a client certificate/],
  ['ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', /was rejected: its peer does not trust/],
  ['ERR_SSL_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE', /not meant for clients/],
  ['ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE', /damaged/],
  ['ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED', /rejected the client certificate as expired/],
  ['ERR_SSL_SSLV3_ALERT_CERTIFICATE_REVOKED', /crlfile/],
  ['ERR_SSL_SSLV3_ALERT_CERTIFICATE_UNKNOWN', /without saying why/],
  ['ERR_SSL_TLSV1_ALERT_DECRYPT_ERROR', /could not verify a signature/],
  ['ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', /in common/],
  ['ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE', /in common/],
  ['ERR_SSL_SSL/TLS_ALERT_UNSUPPORTED_CERTIFICATE', /not meant for clients/],
  ['ERR_SSL_TLSV1_ALERT_INSUFFICIENT_SECURITY', /in common/],
  ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', /no TLS version in common/],
  ['ERR_SSL_UNSUPPORTED_PROTOCOL', /no TLS version in common/],
  ['UNSUPPORTED_PROTOCOL', /no TLS version in common/],
  ['ERR_SSL_NO_PROTOCOLS_AVAILABLE', /no TLS version in common/],
  ['ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL', /application protocol/],
  ['ERR_SSL_TLSV1_UNRECOGNIZED_NAME', /SNI/],
  ['ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR', /error of its own/],
  ['ERR_SSL_DH_KEY_TOO_SMALL', /Diffie-Hellman/],
  ['ERR_OSSL_X509_KEY_VALUES_MISMATCH', /does not belong/],
  ['KEY_VALUES_MISMATCH', /does not belong/],
  ['ERR_OSSL_BAD_DECRYPT', /encrypted/],
  ['BAD_PASSWORD_READ', /encrypted/],
  ['ERR_OSSL_CRYPTO_INTERRUPTED_OR_CANCELLED', /encrypted/],
  ['ERR_OSSL_PEM_NO_START_LINE', /is not PEM/],
  ['NO_START_LINE', /is not PEM/],
  ['ERR_OSSL_UNSUPPORTED', /is not PEM/],
  ['ERR_SSL_NO_CIPHER_MATCH', /names no suite/],
  ['NO_CIPHER_MATCH', /names no suite/],
  ['HPE_INVALID_CONSTANT', /does not speak HTTP/],
];

for (const [code, words] of codes) {
  test(`code ${code}`, () => {
    const problem = explain({ failure: { code, text: '' } });
    assert.equal(problem.code, code);
    assert.match(format(problem.cause), words);
    assert.ok(format(problem.advice).length > 10);
  });
}

/** The same reasons as text: OpenSSL 1.1, OpenSSL 3, BoringSSL, brokers' logs, clients' messages. */
const texts: readonly (readonly [string, RegExp])[] = [
  ['unable to verify the first certificate', /leads to no authority/],
  ['self signed certificate in certificate chain', /sends its own root/],
  ['self-signed certificate in certificate chain', /sends its own root/],
  ['self-signed certificate', /is its own issuer/],
  ["Hostname/IP does not match certificate's altnames: IP: 10.0.0.1 is not in the cert's list", /not made out/],
  ['unable to get issuer certificate', /issuer of an intermediate/],
  ['CA signature digest algorithm too weak', /SHA-1/],
  ['EE certificate key too weak', /too weak/],
  ['ConnectionResetError: [Errno 104] Connection reset by peer', /closed without a reason/],
  ['unable to get local issuer certificate', /leads to no authority/],
  ['certificate has expired', /has expired/],
  ['certificate is not yet valid', /not valid yet/],
  ['Client network socket disconnected before secure TLS connection was established', /closed without a reason/],
  [
    'write EPROTO 140:error:1408F10B:SSL routines:ssl3_get_record:wrong version number:../record.c:332:',
    /One side speaks TLS/,
  ],
  ['OpenSSL Error[0]: error:0A00010B:SSL routines::wrong version number', /One side speaks TLS/],
  ['error:100000f7:SSL routines:OPENSSL_internal:WRONG_VERSION_NUMBER', /One side speaks TLS/],
  ['connect ECONNREFUSED 127.0.0.1:1883', /Nothing listens/],
  ['getaddrinfo ENOTFOUND broker', /not known to the name server/],
  ['connack timeout', /No answer came in time/],
  [
    'error:1417C0C7:SSL routines:tls_process_client_certificate:peer did not return a certificate',
    /requires a client certificate/,
  ],
  ['error:0A0000C7:SSL routines::peer did not return a certificate', /requires a client certificate/],
  ['tlsv13 alert certificate required:rec_layer_s3.c:1601:SSL alert number 116', /requires a client certificate/],
  ['OpenSSL Error[0]: error:0A000418:SSL routines::tlsv1 alert unknown ca', /was rejected/],
  ['{tls_alert,{unknown_ca,"TLS server: In state certify"}}', /was rejected/],
  ['error:10000412:SSL routines:OPENSSL_internal:SSLV3_ALERT_BAD_CERTIFICATE', /damaged/],
  ['ssl3_read_bytes:sslv3 alert certificate expired: SSL alert number 45', /as expired/],
  ['Client connection from 10.1.1.1 failed: error:0A0000C1:SSL routines::no shared cipher.', /in common/],
  ['{tls_alert,{insufficient_security,"no_suitable_ciphers"}}', /in common/],
  ['error:0A000102:SSL routines::unsupported protocol', /no TLS version/],
  ['error:100000f0:SSL routines:OPENSSL_internal:UNSUPPORTED_PROTOCOL', /no TLS version/],
  ['{tls_alert,{protocol_version,"TLS server"}}', /no TLS version/],
  ['SSL alert number 120', /application protocol/],
  ['OpenSSL Error[1]: error:0A000119:SSL routines::decryption failed or bad record mac', /different pre-shared keys/],
  ['OpenSSL Error[0]: error:0A0000FD:SSL routines::binder does not verify', /different pre-shared keys/],
  ['OpenSSL Error[0]: error:0A0000DF:SSL routines::psk identity not found', /does not know the identity/],
  ['OpenSSL Error[0]: error:0A000065:SSL routines::no suitable key share', /in common/],
  ['SSL alert number 112', /SNI/],
  ['error:0A000086:SSL routines::certificate verify failed', /rejected the certificate of its peer/],
  ['error:1000007d:SSL routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED', /rejected the certificate of its peer/],
  ['{tls_alert,{certificate_required,"TLS server"}}', /requires a client certificate/],
  ['{tls_alert,{handshake_failure,"TLS server"}}', /in common/],
  [
    'Error: Unable to load server key file "/x". Check keyfile. OpenSSL Error[0]: error:05800074:x509 certificate routines::key values mismatch',
    /does not belong/,
  ],
  ['Error: Server certificate/key are inconsistent.', /does not belong/],
  ['error:0B000074:X.509 certificate routines:OPENSSL_internal:KEY_VALUES_MISMATCH', /does not belong/],
  ['error:06065064:digital envelope routines:EVP_DecryptFinal_ex:bad decrypt', /encrypted/],
  ['error:0900006e:PEM routines:OPENSSL_internal:BAD_PASSWORD_READ', /encrypted/],
  ['OpenSSL Error[0]: error:0700006D:configuration file routines::problems getting password', /encrypted/],
  ['{bad_password_or_invalid_keyfile,"key.pem"}', /encrypted/],
  ['error:0909006C:PEM routines:get_name:no start line', /is not PEM/],
  ['error:0900006e:PEM routines:OPENSSL_internal:NO_START_LINE', /is not PEM/],
  ['error:1E08010C:DECODER routines::unsupported', /is not PEM/],
  [
    'Error: Unable to load server certificate "/etc/x.crt". Check certfile. error:80000002:system library::No such file or directory',
    /does not find the file/,
  ],
  [
    'Error: Unable to load server key file "/etc/x.key". Check keyfile. error:8000000D:system library::Permission denied',
    /may not read the file/,
  ],
  [
    'Error: Unable to load server certificate "x". Check certfile. error:0A00018E:SSL routines::ca md too weak',
    /SHA-1/,
  ],
  [
    'Error: Unable to load server certificate "x". Check certfile. error:0A00018F:SSL routines::ee key too small',
    /too small/,
  ],
  ['Error: Unable to load CA certificates. Check cafile "x".', /next line of its log/],
  ['Error: Unable to set TLS ciphers. Check cipher list "NOPE".', /names no suite/],
  ['Error: Unable to set TLS 1.3 ciphersuites. Check cipher_tls13 list "NOPE".', /names no suite/],
  ['Error: Unsupported tls_version "tlsv9".', /TLS version in the configuration/],
  ['{bad_ciphers,["NOPE"]}', /names no suite/],
  ['{no_available_tls_version,[]}', /TLS version in the configuration/],
  ['Error: Unknown configuration variable "x".', /does not know at this place/],
  ['#{reason => unknown_fields,unknown => "x"}', /does not know at this place/],
  ['matched_no_union_member', /does not know at this place/],
  ['call_hocon_failed', /does not know at this place/],
  ['failed_to_check_schema: emqx_conf_schema', /does not know at this place/],
  ['Error: Duplicate certfile value in configuration.', /stands twice/],
  ['OpenSSL Error[0]: error:0A000126:SSL routines::unexpected eof while reading', /harmless/],
  ['Connection refused: Bad username or password', /rejected the user name or the password/],
  ['Connection error: Connection Refused: not authorised.', /rejected the login/],
  ['Connection refused: Not authorized', /rejected the login/],
  ['Invalid header flag bits, must be 0x0 for puback packet', /does not speak MQTT/],
  ['socket hang up', /closed without a reason/],
];

for (const [text, words] of texts) {
  test(`text ${text.slice(0, 60)}`, () => {
    const problem = explainText(text);
    assert.ok(problem, 'not known');
    assert.match(format(problem.cause), words);
  });
}

test('unknown texts are not explained, unknown failures keep their words', () => {
  assert.equal(explainText('the cat sat on the mat'), undefined);
  const problem = explain({ failure: { code: 'E_NEW', text: 'something new' } });
  assert.match(format(problem.cause), /something new/);
});

test('the code is looked at before the text', () => {
  const problem = explain({ failure: { code: 'CERT_HAS_EXPIRED', text: 'self-signed certificate' } });
  assert.match(format(problem.cause), /expired/);
});

const target = { protocol: 'mqtts', host: 'broker.example', port: 8883, mqttVersion: 4, timeoutMs: 10_000 } as const;

function cause(code: string, more: Partial<Situation>): string {
  return format(explain({ failure: { code, text: code }, target, ...more }).cause);
}

function certificate(more: Partial<CertFacts>): CertFacts {
  return {
    subject: 'CN=leaf',
    issuer: 'CN=issuer',
    commonName: 'leaf',
    serial: '01',
    notBefore: 0,
    notAfter: 1e15,
    version: 3,
    sans: [],
    key: { type: 'ec', bits: 256, curve: 'prime256v1', spki: '' },
    signatureAlgorithm: 'ecdsa-with-SHA256',
    isCa: undefined,
    pathLength: undefined,
    keyUsage: undefined,
    extendedKeyUsage: undefined,
    subjectKeyId: undefined,
    authorityKeyId: undefined,
    ocspUrls: [],
    crlUrls: [],
    fingerprint: '',
    selfSigned: false,
    ...more,
  };
}

function pem(...certificates: readonly CertFacts[]): PemFacts {
  return { encoding: 'pem', certificates, keys: [], labels: certificates.map(() => 'CERTIFICATE') };
}

test('a public authority without its intermediate is the broker’s mistake, a private one the missing CA file', () => {
  const chain = [certificate({ issuer: "C=US, O=Let's Encrypt, CN=R11" })];
  assert.match(cause('UNABLE_TO_VERIFY_LEAF_SIGNATURE', { chain }), /without the intermediate/);
  assert.match(cause('UNABLE_TO_VERIFY_LEAF_SIGNATURE', { chain: [certificate({})] }), /no CA file was given/);
});

test('an intercepting proxy is named as such', () => {
  const chain = [certificate({}), certificate({ subject: 'O=Zscaler Inc., CN=Zscaler Root CA' })];
  assert.match(cause('SELF_SIGNED_CERT_IN_CHAIN', { chain }), /replaced on the way/);
});

test('a certificate without names', () => {
  assert.match(cause('ERR_TLS_CERT_ALTNAME_INVALID', { chain: [certificate({})] }), /lists no names/);
});

test('the expired certificate is found wherever it is', () => {
  const old = certificate({ subject: 'CN=old root', notAfter: 5 });
  assert.match(cause('CERT_HAS_EXPIRED', { now: 10, chain: [certificate({})], ca: pem(old) }), /"CN=old root"/);
});

test('who was rejected, and why', () => {
  const clientCertificate = pem(certificate({ issuer: 'CN=Mine', extendedKeyUsage: ['serverAuth'] }));
  assert.match(
    cause('ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', { stage: 'tls', clientCertificate }),
    /does not trust "CN=Mine"/,
  );
  assert.match(cause('ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', { stage: 'tls' }), /does not trust the authority/);
  assert.match(
    cause('ERR_SSL_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE', { stage: 'tls', clientCertificate }),
    /meant for serverAuth/,
  );
  const sent = { stage: 'tls', clientCertificate, chain: [certificate({})] } as const;
  assert.match(cause('ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', sent), /client certificate does not suit/);
  assert.match(cause('ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', sent), /was not sent/);
});

test('a refused connection is explained by where it went', () => {
  const remote = cause('ECONNREFUSED', { stage: 'tcp', addresses: ['192.0.2.1'] });
  assert.match(remote, /broker\.example refuses connections to port 8883 \(tried 192\.0\.2\.1\)/);
  const local = cause('ECONNREFUSED', {
    stage: 'tcp',
    target: { ...target, host: 'localhost' },
    addresses: ['::1', '127.0.0.1'],
  });
  assert.match(local, /this computer \(tried ::1, 127\.0\.0\.1\)/);
});

test('port or protocol in the host field', () => {
  assert.match(cause('ENOTFOUND', { target: { ...target, host: 'mqtt://broker' } }), /holds a protocol/);
  assert.match(cause('ENOTFOUND', { target: { ...target, host: 'broker:1883' } }), /holds a port/);
});

test('a timeout is explained by the stage', () => {
  assert.match(cause('ETIMEDOUT', { stage: 'dns' }), /name server/);
  assert.match(cause('ETIMEDOUT', { stage: 'tcp' }), /firewall/);
  assert.match(cause('ETIMEDOUT', { stage: 'tls' }), /did not answer the TLS handshake/);
  assert.match(cause('ETIMEDOUT', { stage: 'tls', plainAnswer: 'mqtt' }), /speaks plain MQTT/);
  assert.match(cause('ETIMEDOUT', { stage: 'mqtt' }), /no CONNACK/);
  assert.match(cause('ETIMEDOUT', { stage: 'roundtrip' }), /did not answer SUBSCRIBE/);
  assert.match(cause('ETIMEDOUT', { stage: 'roundtrip', subscribed: true }), /ACL forbids/);
});

test('a closed handshake: a missing client certificate, ALPN on port 443, or unknown', () => {
  assert.match(cause('ECONNRESET', { stage: 'tls', tlsVersion: 'TLSv1.3' }), /missing client certificate/);
  assert.match(cause('ECONNRESET', { stage: 'tls', target: { ...target, port: 443 } }), /ALPN/);
  assert.match(cause('ECONNRESET', { stage: 'tls' }), /without saying why/);
});

test('a certificate that is no known user', () => {
  const refused = { failure: { code: 'CONNACK_5', text: '', reasonCode: 5 }, usernameSent: false };
  assert.match(
    format(explain({ ...refused, clientCertificate: pem(certificate({})) }).cause),
    /common name is no known user/,
  );
});
