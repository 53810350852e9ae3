import type { ListenerExpectation, Place } from '../../../core/facts/expectation';
import { type Message, t } from '../../../core/facts/message';
import {
  addressOf,
  compareLive,
  type FullReport,
  isSecure,
  type LiveDifference,
  type NegativeOptions,
  negativeTests,
  type Observation,
  observeListener,
  probe,
  type ReportDifference,
  type ReportPart,
  type RuntimeVersions,
  type ScanOptions,
  scan,
  stageTitles,
  type Target,
} from '../../../core/probe';
import { failureOf } from '../../../core/probe/deadline';
import { resolve } from '../../../core/probe/stages/dns';
import type { Job, Plan, Question } from './plan';

/** What a run needs of the world. */
export interface Surroundings {
  /** Milliseconds since 1970 UTC. */
  readonly now: number;
  readonly versions: RuntimeVersions;
  readonly signal: AbortSignal;
  /** Paths of files that may hold an authority that was not given. */
  readonly authorities?: readonly string[];
  /** Asked before a look at addresses that may belong to somebody else. */
  readonly mayScan: NonNullable<ScanOptions['mayScan']>;
  readonly strangers: (target: Target) => Promise<Pick<NegativeOptions, 'foreign' | 'expired'>>;
  /** What the configuration says of the listener now; undefined where it has none there any more. */
  readonly expectation: (job: Job) => Promise<ListenerExpectation | undefined>;
  readonly nameOf: (place: Place) => Promise<Pick<ReportDifference, 'file' | 'line'>>;
  /** Called with everything known so far after each thing found out, and with what that was. */
  readonly onChange: (state: Findings, step: Message) => void;
  /** Called with what comes too often to be read aloud. */
  readonly onDetail: (step: Message) => void;
}

/** The report, and the places of its differences part by part. */
export interface Findings {
  readonly report: FullReport;
  readonly places: readonly (readonly Place[])[];
}

/** Carries a plan out, one address after the other. Where it is cancelled, what is known by then is the report. */
export async function runPlan(plan: Plan, around: Surroundings): Promise<Findings> {
  const parts = [...emptyReport(plan, around).parts];
  const places: (readonly Place[])[] = plan.jobs.map(() => []);
  const state = (): Findings => ({
    report: { startedAt: around.now, versions: around.versions, parts: [...parts] },
    places: [...places],
  });
  for (const [index, job] of plan.jobs.entries()) {
    const work: Work = {
      job,
      plan,
      around,
      add: (found, step, at) => {
        const part = parts[index];
        if (part === undefined) return;
        parts[index] = { ...part, ...found(part) };
        if (at !== undefined) places[index] = at;
        around.onChange(state(), step);
      },
    };
    await findOut(work);
  }
  return state();
}

/** The addresses, of which nothing is known yet. */
export function emptyReport({ jobs }: Plan, { now, versions }: Pick<Surroundings, 'now' | 'versions'>): FullReport {
  const parts = jobs.map(
    ({ label, target }): ReportPart => ({
      ...(label === undefined ? {} : { label }),
      address: addressOf(target),
      events: [],
    }),
  );
  return { startedAt: now, versions, parts };
}

interface Work {
  readonly job: Job;
  readonly plan: Plan;
  readonly around: Surroundings;
  readonly add: (found: (part: ReportPart) => Partial<ReportPart>, step: Message, at?: readonly Place[]) => void;
}

async function findOut(work: Work): Promise<void> {
  const { plan, around } = work;
  try {
    for (const question of ORDER) {
      around.signal.throwIfAborted();
      if (plan.questions.includes(question)) await ANSWERS[question](work);
    }
  } catch (error) {
    const reason = around.signal.aborted ? t('Cancelled.') : reasonOf(error);
    note(work, reason);
  }
}

const ORDER: readonly Question[] = ['connection', 'scan', 'refusals', 'comparison'];

const ANSWERS: Readonly<Record<Question, (work: Work) => Promise<void>>> = {
  connection: async ({ job, around, add }) => {
    for await (const event of probe(job.target, around)) {
      const step = t('{stage}: {ms} ms', { stage: stageTitles[event.name], ms: event.ms });
      add(({ events }) => ({ events: [...events, event] }), step);
    }
  },
  scan: async (work) => {
    const { job, around, add } = work;
    if (!isSecure(job.target)) return note(work, t('There is no TLS here that could be scanned.'));
    const { host, port, servername, timeoutMs } = job.target;
    const place = { host, port, ...(servername === undefined ? {} : { servername }) };
    around.onDetail(t('scanning TLS'));
    const { now, signal, mayScan, onDetail } = around;
    const outcome = await scan(place, {
      now,
      signal,
      mayScan,
      timeoutMs,
      onProgress: ({ version, suite }) => onDetail(t('{version}: {suite}', { version, suite })),
    });
    add(() => ({ scan: outcome }), t('The TLS scan is done.'));
  },
  refusals: async (work) => {
    const { job, plan, around, add } = work;
    if (!(await around.mayScan(await resolve(job.target.host)))) return note(work, NOT_CONFIRMED);
    for await (const result of negativeTests(job.target, await negativeOptions(plan, job, around))) {
      add(({ refusals = [] }) => ({ refusals: [...refusals, result] }), result.title);
    }
  },
  comparison: async (work) => {
    const { job, plan, around, add } = work;
    const expected = await around.expectation(job);
    if (expected === undefined) return note(work, t('The configuration has no such listener any more.'));
    const options = await negativeOptions(plan, job, around);
    const seen = await observeListener(job.target, {
      ...options,
      mayScan: around.mayScan,
      onRefusal: (result) => add(({ refusals = [] }) => ({ refusals: [...refusals, result] }), result.title),
      onScan: ({ version, suite }) => around.onDetail(t('{version}: {suite}', { version, suite })),
    });
    if (seen.kind === 'not-confirmed') return note(work, NOT_CONFIRMED);
    const found = compareLive(expected, seen);
    const differences = await Promise.all(found.map((difference) => named(difference, around)));
    add(
      (part) => ({ ...observed(seen, part), differences }),
      t('The file has been compared with the broker.'),
      found.map(({ at }) => at),
    );
  },
};

const NOT_CONFIRMED = t('Not tried, since it was not confirmed.');

function note({ add }: Work, problem: Message): void {
  add(({ problems = [] }) => ({ problems: [...problems, problem] }), problem);
}

async function negativeOptions(plan: Plan, { target }: Job, around: Surroundings): Promise<NegativeOptions> {
  const { now, signal } = around;
  const { forbiddenTopic } = plan;
  return { now, signal, ...(await around.strangers(target)), ...(forbiddenTopic ? { forbiddenTopic } : {}) };
}

function observed({ scan: result, refusals, reason }: Observation, part: ReportPart): Partial<ReportPart> {
  return {
    refusals,
    ...(result === undefined ? {} : { scan: { ok: true, result } }),
    ...(reason === undefined ? {} : { problems: [...(part.problems ?? []), reason] }),
  };
}

async function named({ id, level, message, at }: LiveDifference, { nameOf }: Surroundings): Promise<ReportDifference> {
  return { id, level, message, ...(await nameOf(at)) };
}

/** By its code: the words of the runtime are English, and may hold what belongs to nobody else. */
function reasonOf(error: unknown): Message {
  return t('That did not work: {reason}', { reason: failureOf(error).code });
}
