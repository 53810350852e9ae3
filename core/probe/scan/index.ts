export { scanJson, scanJunit, scanMarkdown, scanText } from './report';
export type {
  ScanCertificate,
  ScanFeatures,
  ScanFinding,
  ScanOptions,
  ScanOutcome,
  ScanProgress,
  ScanResult,
  ScanTarget,
} from './result';
export { NOT_CONFIRMED, scan } from './scan';
export { type ParsedScanTarget, parseScanTarget } from './target';
export { SCAN_VERSIONS, type ScanVersion } from './versions';
