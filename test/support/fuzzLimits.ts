import type fc from 'fast-check';

/**
 * Every `npm test` tries the same few hundred texts, so that a failure there is the change's own. FUZZ=600 tries new ones
 * for so many seconds a property; FUZZ_SEED repeats a run.
 */
const SECONDS = Number(process.env.FUZZ ?? 0);

export function fuzzLimits(numRuns = 300): fc.Parameters<unknown> {
  if (SECONDS === 0) return { seed: 20_261_124, numRuns, endOnFailure: false };
  const seed = process.env.FUZZ_SEED ? Number(process.env.FUZZ_SEED) : Date.now() & 0x7fffffff;
  return { seed, numRuns: 10_000_000, interruptAfterTimeLimit: SECONDS * 1000, markInterruptAsFailure: false };
}
