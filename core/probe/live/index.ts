export { compareLive, type LiveDifference, type LiveDifferenceId, type Observation } from './compare';
export { type ObserveOptions, observeListener } from './observe';
