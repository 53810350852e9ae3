export type {
  CertWarning,
  DnsFacts,
  MqttFacts,
  Problem,
  RoundtripFacts,
  StageEvent,
  StageName,
  TcpFacts,
  TlsFacts,
} from './event';
export { explainText } from './explain';
export { stageTitles } from './fact-rows';
export * from './full-report';
export * from './live';
export {
  type NegativeOptions,
  type NegativeResult,
  type NegativeTestId,
  negativeTests,
  type Stranger,
} from './negative';
export { probe } from './probe';
export {
  type JsonReport,
  jsonReport,
  markdownReport,
  type ReportInput,
  type RuntimeVersions,
  runtimeName,
  stageText,
  succeeded,
  textHeading,
  textReport,
  textVerdict,
} from './report';
export type { ProbeOptions } from './run';
export * from './scan';
export {
  type Address,
  addressOf,
  isSecure,
  type ListenerEndpoint,
  type ParsedTarget,
  type Protocol,
  parseTarget,
  type Target,
  targetOfListener,
  urlOf,
} from './target';
