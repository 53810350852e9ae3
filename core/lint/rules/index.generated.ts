// Made by scripts/generate.mjs from the files in this folder. Do not edit.
import type { Rule } from '../rule';
import anonymousAccess from './anonymous-access';
import certificateExpired from './certificate-expired';
import certificateExpiring from './certificate-expiring';
import certificateKeyMismatch from './certificate-key-mismatch';
import certificateNoSan from './certificate-no-san';
import certificateNotYetValid from './certificate-not-yet-valid';
import certificateWeakKey from './certificate-weak-key';
import certificateWeakSignature from './certificate-weak-signature';
import certificateWrongUsage from './certificate-wrong-usage';
import cipherSeclevelLowered from './cipher-seclevel-lowered';
import cipherUnknown from './cipher-unknown';
import cipherWeak from './cipher-weak';
import clientCaMissing from './client-ca-missing';
import clientCertificateContradiction from './client-certificate-contradiction';
import clientCertificateNotRequired from './client-certificate-not-required';
import deprecatedDirective from './deprecated-directive';
import duplicateDirective from './duplicate-directive';
import fileMissing from './file-missing';
import fileUnreadable from './file-unreadable';
import httpApiExposed from './http-api-exposed';
import httpDirExposed from './http-dir-exposed';
import ignoreWithoutReason from './ignore-without-reason';
import ignoredRoot from './ignored-root';
import invalidValue from './invalid-value';
import keyEncrypted from './key-encrypted';
import listenerAddressNotIp from './listener-address-not-ip';
import listenerAllInterfaces from './listener-all-interfaces';
import maxConnectionsZero from './max-connections-zero';
import misplacedDirective from './misplaced-directive';
import misplacedTlsOption from './misplaced-tls-option';
import noListenerLocalOnly from './no-listener-local-only';
import plaintextListener from './plaintext-listener';
import plaintextOnTlsPort from './plaintext-on-tls-port';
import plaintextUpstream from './plaintext-upstream';
import privateKeyPermissions from './private-key-permissions';
import privilegedPort from './privileged-port';
import proxyProtocolExposed from './proxy-protocol-exposed';
import proxyV2NoTlsCheck from './proxy-v2-no-tls-check';
import syntaxError from './syntax-error';
import tlsIncomplete from './tls-incomplete';
import tlsOn1883 from './tls-on-1883';
import tlsVersionDefaultWeak from './tls-version-default-weak';
import tlsVersionInvalid from './tls-version-invalid';
import tlsVersionObsolete from './tls-version-obsolete';
import unavailableDirective from './unavailable-directive';
import unixSocketPermissions from './unix-socket-permissions';
import unknownDirective from './unknown-directive';
import unreadableSource from './unreadable-source';
import unusedIgnore from './unused-ignore';
import websocketsNoOriginCheck from './websockets-no-origin-check';
import wrongFileKind from './wrong-file-kind';

export const rules: readonly Rule[] = [
  { id: 'anonymous-access', ...anonymousAccess },
  { id: 'certificate-expired', ...certificateExpired },
  { id: 'certificate-expiring', ...certificateExpiring },
  { id: 'certificate-key-mismatch', ...certificateKeyMismatch },
  { id: 'certificate-no-san', ...certificateNoSan },
  { id: 'certificate-not-yet-valid', ...certificateNotYetValid },
  { id: 'certificate-weak-key', ...certificateWeakKey },
  { id: 'certificate-weak-signature', ...certificateWeakSignature },
  { id: 'certificate-wrong-usage', ...certificateWrongUsage },
  { id: 'cipher-seclevel-lowered', ...cipherSeclevelLowered },
  { id: 'cipher-unknown', ...cipherUnknown },
  { id: 'cipher-weak', ...cipherWeak },
  { id: 'client-ca-missing', ...clientCaMissing },
  { id: 'client-certificate-contradiction', ...clientCertificateContradiction },
  { id: 'client-certificate-not-required', ...clientCertificateNotRequired },
  { id: 'deprecated-directive', ...deprecatedDirective },
  { id: 'duplicate-directive', ...duplicateDirective },
  { id: 'file-missing', ...fileMissing },
  { id: 'file-unreadable', ...fileUnreadable },
  { id: 'http-api-exposed', ...httpApiExposed },
  { id: 'http-dir-exposed', ...httpDirExposed },
  { id: 'ignore-without-reason', ...ignoreWithoutReason },
  { id: 'ignored-root', ...ignoredRoot },
  { id: 'invalid-value', ...invalidValue },
  { id: 'key-encrypted', ...keyEncrypted },
  { id: 'listener-address-not-ip', ...listenerAddressNotIp },
  { id: 'listener-all-interfaces', ...listenerAllInterfaces },
  { id: 'max-connections-zero', ...maxConnectionsZero },
  { id: 'misplaced-directive', ...misplacedDirective },
  { id: 'misplaced-tls-option', ...misplacedTlsOption },
  { id: 'no-listener-local-only', ...noListenerLocalOnly },
  { id: 'plaintext-listener', ...plaintextListener },
  { id: 'plaintext-on-tls-port', ...plaintextOnTlsPort },
  { id: 'plaintext-upstream', ...plaintextUpstream },
  { id: 'private-key-permissions', ...privateKeyPermissions },
  { id: 'privileged-port', ...privilegedPort },
  { id: 'proxy-protocol-exposed', ...proxyProtocolExposed },
  { id: 'proxy-v2-no-tls-check', ...proxyV2NoTlsCheck },
  { id: 'syntax-error', ...syntaxError },
  { id: 'tls-incomplete', ...tlsIncomplete },
  { id: 'tls-on-1883', ...tlsOn1883 },
  { id: 'tls-version-default-weak', ...tlsVersionDefaultWeak },
  { id: 'tls-version-invalid', ...tlsVersionInvalid },
  { id: 'tls-version-obsolete', ...tlsVersionObsolete },
  { id: 'unavailable-directive', ...unavailableDirective },
  { id: 'unix-socket-permissions', ...unixSocketPermissions },
  { id: 'unknown-directive', ...unknownDirective },
  { id: 'unreadable-source', ...unreadableSource },
  { id: 'unused-ignore', ...unusedIgnore },
  { id: 'websockets-no-origin-check', ...websocketsNoOriginCheck },
  { id: 'wrong-file-kind', ...wrongFileKind },
];
