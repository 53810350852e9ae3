export type {
  CertWarning,
  DnsFacts,
  MqttFacts,
  Problem,
  ProblemAction,
  RoundtripFacts,
  SessionFacts,
  StageEvent,
  StageName,
  StapledAnswer,
  TcpFacts,
  TlsFacts,
  TrustFacts,
  WebSocketFacts,
} from './event';
export { type ExplainedLine, explainLog, explainText } from './explain';
export { stageTitles } from './fact-rows';
export * from './full-report';
export { junitReport } from './junit';
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
  explainedMarkdown,
  type JsonReport,
  jsonReport,
  markdownReport,
  type ReportInput,
  type RuntimeVersions,
  runtimeName,
  stageText,
  succeeded,
  textHeading,
  textVerdict,
} from './report';
export type { ProbeOptions } from './run';
export * from './scan';
export {
  type Address,
  addressOf,
  awsTarget,
  hasCertificate,
  isSecure,
  type ListenerEndpoint,
  type ParsedTarget,
  type Protocol,
  parseTarget,
  type Target,
  targetOfListener,
  urlOf,
  wrongTopicPrefix,
} from './target';
