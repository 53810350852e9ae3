// Made by scripts/generate.mjs from the files in this folder. Do not edit.
import type { Rule } from '../rule';
import accessChecksBypassed from './access-checks-bypassed';
import accessRulesIneffective from './access-rules-ineffective';
import accessRulesMissing from './access-rules-missing';
import accessRulesNoDeny from './access-rules-no-deny';
import aclAllowAll from './acl-allow-all';
import aclAnonymousSection from './acl-anonymous-section';
import aclClientidPattern from './acl-clientid-pattern';
import aclDenyOn16 from './acl-deny-on-16';
import aclDenyOrder from './acl-deny-order';
import aclDuplicateUser from './acl-duplicate-user';
import aclFileEmpty from './acl-file-empty';
import aclLocalAllow from './acl-local-allow';
import aclLocalProxied from './acl-local-proxied';
import aclNoMatchAllow from './acl-no-match-allow';
import aclPatternInUserBlock from './acl-pattern-in-user-block';
import aclPatternNoSubstitution from './acl-pattern-no-substitution';
import aclPatternPartialLevel from './acl-pattern-partial-level';
import aclRuleUnreached from './acl-rule-unreached';
import aclSyntax from './acl-syntax';
import aclSysReadable from './acl-sys-readable';
import aclTopicWithSubstitution from './acl-topic-with-substitution';
import aclUnknownUser from './acl-unknown-user';
import aclUnmatchedAllowed from './acl-unmatched-allowed';
import aclUserTrailing from './acl-user-trailing';
import aclWriteSys from './acl-write-sys';
import allowZeroLengthClientid from './allow-zero-length-clientid';
import anonymous16AnyPassword from './anonymous-16-any-password';
import anonymousAccess from './anonymous-access';
import anonymousImplicit from './anonymous-implicit';
import apiKeyBootstrap from './api-key-bootstrap';
import auditOff from './audit-off';
import authnDuplicate from './authn-duplicate';
import authnHttpGetCredentials from './authn-http-get-credentials';
import authzCacheLong from './authz-cache-long';
import authzDenyIgnore from './authz-deny-ignore';
import authzSourcesEmpty from './authz-sources-empty';
import autosaveZero from './autosave-zero';
import backendAccountRoot from './backend-account-root';
import bcryptRoundsClamped from './bcrypt-rounds-clamped';
import bindInvalid from './bind-invalid';
import bridgeCertPair from './bridge-cert-pair';
import bridgeClientidCollision from './bridge-clientid-collision';
import bridgeLoop from './bridge-loop';
import bridgeTlsPort1883 from './bridge-tls-port-1883';
import bridgeUnlimitedInflow from './bridge-unlimited-inflow';
import bridgeUsernameMissing from './bridge-username-missing';
import bridgeWholeTreeOut from './bridge-whole-tree-out';
import caPrivateKeyOnBroker from './ca-private-key-on-broker';
import caWithoutBasicConstraints from './ca-without-basic-constraints';
import caWithoutKeyUsage from './ca-without-key-usage';
import cafileContainsServerOnly from './cafile-contains-server-only';
import cafileIsOwnCertificate from './cafile-is-own-certificate';
import capathNotHashed from './capath-not-hashed';
import certIsCa from './cert-is-ca';
import certV1 from './cert-v1';
import certificateChainIncomplete from './certificate-chain-incomplete';
import certificateChainOrder from './certificate-chain-order';
import certificateChainRoot from './certificate-chain-root';
import certificateDemo from './certificate-demo';
import certificateExpired from './certificate-expired';
import certificateExpiring from './certificate-expiring';
import certificateIdentityUnused from './certificate-identity-unused';
import certificateIssuerMismatch from './certificate-issuer-mismatch';
import certificateIssuerUnnamed from './certificate-issuer-unnamed';
import certificateKeyMismatch from './certificate-key-mismatch';
import certificateLongLived from './certificate-long-lived';
import certificateNameMismatch from './certificate-name-mismatch';
import certificateNoSan from './certificate-no-san';
import certificateNotYetValid from './certificate-not-yet-valid';
import certificateWeakKey from './certificate-weak-key';
import certificateWeakSignature from './certificate-weak-signature';
import certificateWrongUsage from './certificate-wrong-usage';
import checkRetainSource from './check-retain-source';
import cipherCertificateMismatch from './cipher-certificate-mismatch';
import cipherDefaultListLegacy from './cipher-default-list-legacy';
import cipherSeclevelLowered from './cipher-seclevel-lowered';
import cipherUnknown from './cipher-unknown';
import cipherVersionMismatch from './cipher-version-mismatch';
import cipherWeak from './cipher-weak';
import ciphersDoNotCoverTls13 from './ciphers-do-not-cover-tls13';
import clientCaMissing from './client-ca-missing';
import clientCertDateChecksOff from './client-cert-date-checks-off';
import clientCertificateContradiction from './client-certificate-contradiction';
import clientCertificateNotRequired from './client-certificate-not-required';
import clientRenegotiationEnabled from './client-renegotiation-enabled';
import clientidPrefixesAsAuth from './clientid-prefixes-as-auth';
import clusterDistPlaintext from './cluster-dist-plaintext';
import configWritable from './config-writable';
import connRateMissing from './conn-rate-missing';
import connectionMessagesOff from './connection-messages-off';
import controlApiEnabled from './control-api-enabled';
import crashDumpExposed from './crash-dump-exposed';
import crlCheckIncomplete from './crl-check-incomplete';
import crlExpired from './crl-expired';
import crlIssuerMismatch from './crl-issuer-mismatch';
import crlWithoutRequireCert from './crl-without-require-cert';
import dashboardCorsOn from './dashboard-cors-on';
import dashboardHttpEnableIgnored from './dashboard-http-enable-ignored';
import dashboardSsoInsecure from './dashboard-sso-insecure';
import defaultCredentials from './default-credentials';
import deprecatedDirective from './deprecated-directive';
import dhfileMissingForDhe from './dhfile-missing-for-dhe';
import dhparamWeak from './dhparam-weak';
import duplicateDirective from './duplicate-directive';
import dynsecAndAclFile from './dynsec-and-acl-file';
import exhookFailsOpen from './exhook-fails-open';
import fileMissing from './file-missing';
import fileUnreadable from './file-unreadable';
import flappingDetectOff from './flapping-detect-off';
import forceShutdownOff from './force-shutdown-off';
import handshakeTimeoutLong from './handshake-timeout-long';
import honorCipherOrderOff from './honor-cipher-order-off';
import httpApiExposed from './http-api-exposed';
import httpDirExposed from './http-dir-exposed';
import identityAndPasswordFile from './identity-and-password-file';
import identityBoth from './identity-both';
import idleTimeoutShort from './idle-timeout-short';
import ignoreWithoutReason from './ignore-without-reason';
import ignoredRoot from './ignored-root';
import implicitDefaultListener from './implicit-default-listener';
import invalidValue from './invalid-value';
import jwtClaimsUnbound from './jwt-claims-unbound';
import jwtSecretWeak from './jwt-secret-weak';
import keyEncrypted from './key-encrypted';
import letsencryptPermission from './letsencrypt-permission';
import listenerAddressNotIp from './listener-address-not-ip';
import listenerAllInterfaces from './listener-all-interfaces';
import listenerPortClash from './listener-port-clash';
import localOnlyPasswordIgnored from './local-only-password-ignored';
import logDebug from './log-debug';
import logNone from './log-none';
import logRotationInfinite from './log-rotation-infinite';
import logSingleLineOff from './log-single-line-off';
import logTimestampOff from './log-timestamp-off';
import logTopic from './log-topic';
import maxConnectionsUnset from './max-connections-unset';
import maxConnectionsZero from './max-connections-zero';
import maxInflightUnlimited from './max-inflight-unlimited';
import maxKeepaliveUnset from './max-keepalive-unset';
import maxPacketSizeUnset from './max-packet-size-unset';
import maxQueuedUnlimited from './max-queued-unlimited';
import maxSubscriptionsUnset from './max-subscriptions-unset';
import memoryLimitUnset from './memory-limit-unset';
import messageRateMissing from './message-rate-missing';
import messageSizeLimitLarge from './message-size-limit-large';
import misplacedDirective from './misplaced-directive';
import misplacedTlsOption from './misplaced-tls-option';
import mountPointBridge from './mount-point-bridge';
import mountPointNoSlash from './mount-point-no-slash';
import noCrlWithMtls from './no-crl-with-mtls';
import noListenerLocalOnly from './no-listener-local-only';
import ocspDeadEndCa from './ocsp-dead-end-ca';
import ocspStaplingIncomplete from './ocsp-stapling-incomplete';
import ocspWrongListener from './ocsp-wrong-listener';
import overrideShadowed from './override-shadowed';
import partialChainEnabled from './partial-chain-enabled';
import passwordDuplicateUser from './password-duplicate-user';
import passwordFilePermissions from './password-file-permissions';
import passwordHashVersion from './password-hash-version';
import passwordHashWeak from './password-hash-weak';
import passwordMalformedLine from './password-malformed-line';
import passwordPlaintext from './password-plaintext';
import peerVerificationOff from './peer-verification-off';
import perListenerMissingAuth from './per-listener-missing-auth';
import persistenceInTmp from './persistence-in-tmp';
import persistenceLocationMissing from './persistence-location-missing';
import persistentClientExpirationUnset from './persistent-client-expiration-unset';
import plaintextListener from './plaintext-listener';
import plaintextOnTlsPort from './plaintext-on-tls-port';
import plaintextUpstream from './plaintext-upstream';
import pluginPathWritable from './plugin-path-writable';
import pluginSpecialCharsOff from './plugin-special-chars-off';
import pluginsUnlisted from './plugins-unlisted';
import privateKeyInRepository from './private-key-in-repository';
import privateKeyPermissions from './private-key-permissions';
import privateKeyShared from './private-key-shared';
import privilegedPort from './privileged-port';
import prometheusOpen from './prometheus-open';
import proxyProtocolExposed from './proxy-protocol-exposed';
import proxyProtocolMismatch from './proxy-protocol-mismatch';
import proxyV2NoTlsCheck from './proxy-v2-no-tls-check';
import pskFileInvalid from './psk-file-invalid';
import pskFileMissingOption from './psk-file-missing-option';
import pskMisconfigured from './psk-misconfigured';
import pskNoTls13 from './psk-no-tls13';
import queueQos0 from './queue-qos0';
import quickDenyAnonymous from './quick-deny-anonymous';
import requiredMissing from './required-missing';
import resolverPublic from './resolver-public';
import rpcInsecureFallback from './rpc-insecure-fallback';
import secretInConfig from './secret-in-config';
import secureRenegotiationOff from './secure-renegotiation-off';
import sessionTicketsLasting from './session-tickets-lasting';
import sessionTicketsNoSeed from './session-tickets-no-seed';
import sslkeylogfileSet from './sslkeylogfile-set';
import superuserBypass from './superuser-bypass';
import swaggerExposed from './swagger-exposed';
import symbolicLinkRefused from './symbolic-link-refused';
import syntaxError from './syntax-error';
import sysInterval from './sys-interval';
import tlsEngineDeprecated from './tls-engine-deprecated';
import tlsIncomplete from './tls-incomplete';
import tlsOn1883 from './tls-on-1883';
import tlsOptionIneffective from './tls-option-ineffective';
import tlsVersionDefaultWeak from './tls-version-default-weak';
import tlsVersionExactLegacy from './tls-version-exact-legacy';
import tlsVersionInvalid from './tls-version-invalid';
import tlsVersionObsolete from './tls-version-obsolete';
import tls13Missing from './tls13-missing';
import tls13OnlyOldClients from './tls13-only-old-clients';
import tokenExpiryIgnored from './token-expiry-ignored';
import topicWildcardTemplate from './topic-wildcard-template';
import unavailableDirective from './unavailable-directive';
import unicodeConfusable from './unicode-confusable';
import unitlessDuration from './unitless-duration';
import unixSocketPermissions from './unix-socket-permissions';
import unknownDirective from './unknown-directive';
import unreadableSource from './unreadable-source';
import unsupportedBrokerVersion from './unsupported-broker-version';
import unusedIgnore from './unused-ignore';
import upstreamCaMissing from './upstream-ca-missing';
import userRoot from './user-root';
import verifyDepthExcessive from './verify-depth-excessive';
import verifyEkuMissing from './verify-eku-missing';
import websocketsNoOriginCheck from './websockets-no-origin-check';
import wrongFileKind from './wrong-file-kind';
import wsForwardedHeaderTrust from './ws-forwarded-header-trust';

export const rules: readonly Rule[] = [
  { id: 'access-checks-bypassed', ...accessChecksBypassed },
  { id: 'access-rules-ineffective', ...accessRulesIneffective },
  { id: 'access-rules-missing', ...accessRulesMissing },
  { id: 'access-rules-no-deny', ...accessRulesNoDeny },
  { id: 'acl-allow-all', ...aclAllowAll },
  { id: 'acl-anonymous-section', ...aclAnonymousSection },
  { id: 'acl-clientid-pattern', ...aclClientidPattern },
  { id: 'acl-deny-on-16', ...aclDenyOn16 },
  { id: 'acl-deny-order', ...aclDenyOrder },
  { id: 'acl-duplicate-user', ...aclDuplicateUser },
  { id: 'acl-file-empty', ...aclFileEmpty },
  { id: 'acl-local-allow', ...aclLocalAllow },
  { id: 'acl-local-proxied', ...aclLocalProxied },
  { id: 'acl-no-match-allow', ...aclNoMatchAllow },
  { id: 'acl-pattern-in-user-block', ...aclPatternInUserBlock },
  { id: 'acl-pattern-no-substitution', ...aclPatternNoSubstitution },
  { id: 'acl-pattern-partial-level', ...aclPatternPartialLevel },
  { id: 'acl-rule-unreached', ...aclRuleUnreached },
  { id: 'acl-syntax', ...aclSyntax },
  { id: 'acl-sys-readable', ...aclSysReadable },
  { id: 'acl-topic-with-substitution', ...aclTopicWithSubstitution },
  { id: 'acl-unknown-user', ...aclUnknownUser },
  { id: 'acl-unmatched-allowed', ...aclUnmatchedAllowed },
  { id: 'acl-user-trailing', ...aclUserTrailing },
  { id: 'acl-write-sys', ...aclWriteSys },
  { id: 'allow-zero-length-clientid', ...allowZeroLengthClientid },
  { id: 'anonymous-16-any-password', ...anonymous16AnyPassword },
  { id: 'anonymous-access', ...anonymousAccess },
  { id: 'anonymous-implicit', ...anonymousImplicit },
  { id: 'api-key-bootstrap', ...apiKeyBootstrap },
  { id: 'audit-off', ...auditOff },
  { id: 'authn-duplicate', ...authnDuplicate },
  { id: 'authn-http-get-credentials', ...authnHttpGetCredentials },
  { id: 'authz-cache-long', ...authzCacheLong },
  { id: 'authz-deny-ignore', ...authzDenyIgnore },
  { id: 'authz-sources-empty', ...authzSourcesEmpty },
  { id: 'autosave-zero', ...autosaveZero },
  { id: 'backend-account-root', ...backendAccountRoot },
  { id: 'bcrypt-rounds-clamped', ...bcryptRoundsClamped },
  { id: 'bind-invalid', ...bindInvalid },
  { id: 'bridge-cert-pair', ...bridgeCertPair },
  { id: 'bridge-clientid-collision', ...bridgeClientidCollision },
  { id: 'bridge-loop', ...bridgeLoop },
  { id: 'bridge-tls-port-1883', ...bridgeTlsPort1883 },
  { id: 'bridge-unlimited-inflow', ...bridgeUnlimitedInflow },
  { id: 'bridge-username-missing', ...bridgeUsernameMissing },
  { id: 'bridge-whole-tree-out', ...bridgeWholeTreeOut },
  { id: 'ca-private-key-on-broker', ...caPrivateKeyOnBroker },
  { id: 'ca-without-basic-constraints', ...caWithoutBasicConstraints },
  { id: 'ca-without-key-usage', ...caWithoutKeyUsage },
  { id: 'cafile-contains-server-only', ...cafileContainsServerOnly },
  { id: 'cafile-is-own-certificate', ...cafileIsOwnCertificate },
  { id: 'capath-not-hashed', ...capathNotHashed },
  { id: 'cert-is-ca', ...certIsCa },
  { id: 'cert-v1', ...certV1 },
  { id: 'certificate-chain-incomplete', ...certificateChainIncomplete },
  { id: 'certificate-chain-order', ...certificateChainOrder },
  { id: 'certificate-chain-root', ...certificateChainRoot },
  { id: 'certificate-demo', ...certificateDemo },
  { id: 'certificate-expired', ...certificateExpired },
  { id: 'certificate-expiring', ...certificateExpiring },
  { id: 'certificate-identity-unused', ...certificateIdentityUnused },
  { id: 'certificate-issuer-mismatch', ...certificateIssuerMismatch },
  { id: 'certificate-issuer-unnamed', ...certificateIssuerUnnamed },
  { id: 'certificate-key-mismatch', ...certificateKeyMismatch },
  { id: 'certificate-long-lived', ...certificateLongLived },
  { id: 'certificate-name-mismatch', ...certificateNameMismatch },
  { id: 'certificate-no-san', ...certificateNoSan },
  { id: 'certificate-not-yet-valid', ...certificateNotYetValid },
  { id: 'certificate-weak-key', ...certificateWeakKey },
  { id: 'certificate-weak-signature', ...certificateWeakSignature },
  { id: 'certificate-wrong-usage', ...certificateWrongUsage },
  { id: 'check-retain-source', ...checkRetainSource },
  { id: 'cipher-certificate-mismatch', ...cipherCertificateMismatch },
  { id: 'cipher-default-list-legacy', ...cipherDefaultListLegacy },
  { id: 'cipher-seclevel-lowered', ...cipherSeclevelLowered },
  { id: 'cipher-unknown', ...cipherUnknown },
  { id: 'cipher-version-mismatch', ...cipherVersionMismatch },
  { id: 'cipher-weak', ...cipherWeak },
  { id: 'ciphers-do-not-cover-tls13', ...ciphersDoNotCoverTls13 },
  { id: 'client-ca-missing', ...clientCaMissing },
  { id: 'client-cert-date-checks-off', ...clientCertDateChecksOff },
  { id: 'client-certificate-contradiction', ...clientCertificateContradiction },
  { id: 'client-certificate-not-required', ...clientCertificateNotRequired },
  { id: 'client-renegotiation-enabled', ...clientRenegotiationEnabled },
  { id: 'clientid-prefixes-as-auth', ...clientidPrefixesAsAuth },
  { id: 'cluster-dist-plaintext', ...clusterDistPlaintext },
  { id: 'config-writable', ...configWritable },
  { id: 'conn-rate-missing', ...connRateMissing },
  { id: 'connection-messages-off', ...connectionMessagesOff },
  { id: 'control-api-enabled', ...controlApiEnabled },
  { id: 'crash-dump-exposed', ...crashDumpExposed },
  { id: 'crl-check-incomplete', ...crlCheckIncomplete },
  { id: 'crl-expired', ...crlExpired },
  { id: 'crl-issuer-mismatch', ...crlIssuerMismatch },
  { id: 'crl-without-require-cert', ...crlWithoutRequireCert },
  { id: 'dashboard-cors-on', ...dashboardCorsOn },
  { id: 'dashboard-http-enable-ignored', ...dashboardHttpEnableIgnored },
  { id: 'dashboard-sso-insecure', ...dashboardSsoInsecure },
  { id: 'default-credentials', ...defaultCredentials },
  { id: 'deprecated-directive', ...deprecatedDirective },
  { id: 'dhfile-missing-for-dhe', ...dhfileMissingForDhe },
  { id: 'dhparam-weak', ...dhparamWeak },
  { id: 'duplicate-directive', ...duplicateDirective },
  { id: 'dynsec-and-acl-file', ...dynsecAndAclFile },
  { id: 'exhook-fails-open', ...exhookFailsOpen },
  { id: 'file-missing', ...fileMissing },
  { id: 'file-unreadable', ...fileUnreadable },
  { id: 'flapping-detect-off', ...flappingDetectOff },
  { id: 'force-shutdown-off', ...forceShutdownOff },
  { id: 'handshake-timeout-long', ...handshakeTimeoutLong },
  { id: 'honor-cipher-order-off', ...honorCipherOrderOff },
  { id: 'http-api-exposed', ...httpApiExposed },
  { id: 'http-dir-exposed', ...httpDirExposed },
  { id: 'identity-and-password-file', ...identityAndPasswordFile },
  { id: 'identity-both', ...identityBoth },
  { id: 'idle-timeout-short', ...idleTimeoutShort },
  { id: 'ignore-without-reason', ...ignoreWithoutReason },
  { id: 'ignored-root', ...ignoredRoot },
  { id: 'implicit-default-listener', ...implicitDefaultListener },
  { id: 'invalid-value', ...invalidValue },
  { id: 'jwt-claims-unbound', ...jwtClaimsUnbound },
  { id: 'jwt-secret-weak', ...jwtSecretWeak },
  { id: 'key-encrypted', ...keyEncrypted },
  { id: 'letsencrypt-permission', ...letsencryptPermission },
  { id: 'listener-address-not-ip', ...listenerAddressNotIp },
  { id: 'listener-all-interfaces', ...listenerAllInterfaces },
  { id: 'listener-port-clash', ...listenerPortClash },
  { id: 'local-only-password-ignored', ...localOnlyPasswordIgnored },
  { id: 'log-debug', ...logDebug },
  { id: 'log-none', ...logNone },
  { id: 'log-rotation-infinite', ...logRotationInfinite },
  { id: 'log-single-line-off', ...logSingleLineOff },
  { id: 'log-timestamp-off', ...logTimestampOff },
  { id: 'log-topic', ...logTopic },
  { id: 'max-connections-unset', ...maxConnectionsUnset },
  { id: 'max-connections-zero', ...maxConnectionsZero },
  { id: 'max-inflight-unlimited', ...maxInflightUnlimited },
  { id: 'max-keepalive-unset', ...maxKeepaliveUnset },
  { id: 'max-packet-size-unset', ...maxPacketSizeUnset },
  { id: 'max-queued-unlimited', ...maxQueuedUnlimited },
  { id: 'max-subscriptions-unset', ...maxSubscriptionsUnset },
  { id: 'memory-limit-unset', ...memoryLimitUnset },
  { id: 'message-rate-missing', ...messageRateMissing },
  { id: 'message-size-limit-large', ...messageSizeLimitLarge },
  { id: 'misplaced-directive', ...misplacedDirective },
  { id: 'misplaced-tls-option', ...misplacedTlsOption },
  { id: 'mount-point-bridge', ...mountPointBridge },
  { id: 'mount-point-no-slash', ...mountPointNoSlash },
  { id: 'no-crl-with-mtls', ...noCrlWithMtls },
  { id: 'no-listener-local-only', ...noListenerLocalOnly },
  { id: 'ocsp-dead-end-ca', ...ocspDeadEndCa },
  { id: 'ocsp-stapling-incomplete', ...ocspStaplingIncomplete },
  { id: 'ocsp-wrong-listener', ...ocspWrongListener },
  { id: 'override-shadowed', ...overrideShadowed },
  { id: 'partial-chain-enabled', ...partialChainEnabled },
  { id: 'password-duplicate-user', ...passwordDuplicateUser },
  { id: 'password-file-permissions', ...passwordFilePermissions },
  { id: 'password-hash-version', ...passwordHashVersion },
  { id: 'password-hash-weak', ...passwordHashWeak },
  { id: 'password-malformed-line', ...passwordMalformedLine },
  { id: 'password-plaintext', ...passwordPlaintext },
  { id: 'peer-verification-off', ...peerVerificationOff },
  { id: 'per-listener-missing-auth', ...perListenerMissingAuth },
  { id: 'persistence-in-tmp', ...persistenceInTmp },
  { id: 'persistence-location-missing', ...persistenceLocationMissing },
  { id: 'persistent-client-expiration-unset', ...persistentClientExpirationUnset },
  { id: 'plaintext-listener', ...plaintextListener },
  { id: 'plaintext-on-tls-port', ...plaintextOnTlsPort },
  { id: 'plaintext-upstream', ...plaintextUpstream },
  { id: 'plugin-path-writable', ...pluginPathWritable },
  { id: 'plugin-special-chars-off', ...pluginSpecialCharsOff },
  { id: 'plugins-unlisted', ...pluginsUnlisted },
  { id: 'private-key-in-repository', ...privateKeyInRepository },
  { id: 'private-key-permissions', ...privateKeyPermissions },
  { id: 'private-key-shared', ...privateKeyShared },
  { id: 'privileged-port', ...privilegedPort },
  { id: 'prometheus-open', ...prometheusOpen },
  { id: 'proxy-protocol-exposed', ...proxyProtocolExposed },
  { id: 'proxy-protocol-mismatch', ...proxyProtocolMismatch },
  { id: 'proxy-v2-no-tls-check', ...proxyV2NoTlsCheck },
  { id: 'psk-file-invalid', ...pskFileInvalid },
  { id: 'psk-file-missing-option', ...pskFileMissingOption },
  { id: 'psk-misconfigured', ...pskMisconfigured },
  { id: 'psk-no-tls13', ...pskNoTls13 },
  { id: 'queue-qos0', ...queueQos0 },
  { id: 'quick-deny-anonymous', ...quickDenyAnonymous },
  { id: 'required-missing', ...requiredMissing },
  { id: 'resolver-public', ...resolverPublic },
  { id: 'rpc-insecure-fallback', ...rpcInsecureFallback },
  { id: 'secret-in-config', ...secretInConfig },
  { id: 'secure-renegotiation-off', ...secureRenegotiationOff },
  { id: 'session-tickets-lasting', ...sessionTicketsLasting },
  { id: 'session-tickets-no-seed', ...sessionTicketsNoSeed },
  { id: 'sslkeylogfile-set', ...sslkeylogfileSet },
  { id: 'superuser-bypass', ...superuserBypass },
  { id: 'swagger-exposed', ...swaggerExposed },
  { id: 'symbolic-link-refused', ...symbolicLinkRefused },
  { id: 'syntax-error', ...syntaxError },
  { id: 'sys-interval', ...sysInterval },
  { id: 'tls-engine-deprecated', ...tlsEngineDeprecated },
  { id: 'tls-incomplete', ...tlsIncomplete },
  { id: 'tls-on-1883', ...tlsOn1883 },
  { id: 'tls-option-ineffective', ...tlsOptionIneffective },
  { id: 'tls-version-default-weak', ...tlsVersionDefaultWeak },
  { id: 'tls-version-exact-legacy', ...tlsVersionExactLegacy },
  { id: 'tls-version-invalid', ...tlsVersionInvalid },
  { id: 'tls-version-obsolete', ...tlsVersionObsolete },
  { id: 'tls13-missing', ...tls13Missing },
  { id: 'tls13-only-old-clients', ...tls13OnlyOldClients },
  { id: 'token-expiry-ignored', ...tokenExpiryIgnored },
  { id: 'topic-wildcard-template', ...topicWildcardTemplate },
  { id: 'unavailable-directive', ...unavailableDirective },
  { id: 'unicode-confusable', ...unicodeConfusable },
  { id: 'unitless-duration', ...unitlessDuration },
  { id: 'unix-socket-permissions', ...unixSocketPermissions },
  { id: 'unknown-directive', ...unknownDirective },
  { id: 'unreadable-source', ...unreadableSource },
  { id: 'unsupported-broker-version', ...unsupportedBrokerVersion },
  { id: 'unused-ignore', ...unusedIgnore },
  { id: 'upstream-ca-missing', ...upstreamCaMissing },
  { id: 'user-root', ...userRoot },
  { id: 'verify-depth-excessive', ...verifyDepthExcessive },
  { id: 'verify-eku-missing', ...verifyEkuMissing },
  { id: 'websockets-no-origin-check', ...websocketsNoOriginCheck },
  { id: 'wrong-file-kind', ...wrongFileKind },
  { id: 'ws-forwarded-header-trust', ...wsForwardedHeaderTrust },
];
