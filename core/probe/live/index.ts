export { compareLive, type LiveDifference, type LiveDifferenceId, type Observation } from './compare';
export { type ObserveOptions, observeListener } from './observe';
export {
  isFaulty,
  type LiveReportOptions,
  liveJson,
  liveJunit,
  liveMarkdown,
  liveText,
  type VerifiedListener,
} from './report';
