/**
 * Certificates for a broker and its clients: `planSet` says which files would be made, `carryOut` makes them.
 * Both reject with a CertificatesError, whose `reason` is meant for the user. node-forge is loaded when first needed;
 * `toPkcs12` needs it at once and is therefore imported from `./pkcs12`.
 */
export { clientNamesIn } from './client-names';
export { type ConfigRequest, configLines, hasConfigLines } from './config-lines';
export { CertificatesError } from './errors';
export { type GitignoreEdit, gitignoreEntry } from './gitignore';
export { carryOutImport, type ImportPlan, planImport } from './import';
export { certFactsOf, inspectBytes } from './inspect';
export {
  AUTHORITY_STEMS,
  isReason,
  type LedgerEntry,
  ledgerFiles,
  REVOCATION_REASONS,
  type RevocationReason,
  readLedger,
} from './ledger';
export { alertRules, prometheusText, type WatchedCertificate } from './metrics';
export {
  fileStem,
  type Plan,
  type PlannedCertificate,
  type PlannedFile,
  type PlanRequest,
  planCertificates,
  type ServerRequest,
} from './plan';
export { DEFAULT_KEY, KEY_CHOICES, type KeyChoice, LOCAL_NAMES, PROFILES, type Role } from './profile';
export { reloadSteps } from './reload-steps';
export { planRenewal, type RenewalOptions, type RenewalPlan, type Renewed, renew } from './renew';
export { CRON_LINE, deployHook, HOOK_DEFAULTS, type HookOptions, systemdUnits } from './renewal-hooks';
export { carryOutRequest, planCertificateRequest, type RequestPlan } from './request-set';
export { CRL_DAYS, type RevocationOptions, type Revoked, renewRevocationList, revoke } from './revoke';
export { type FileToSave, saveFiles } from './save';
export { type CarryOutOptions, carryOut, planSet, type SetOptions, type SetPlan, type WrittenFiles } from './set';
