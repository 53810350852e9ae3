import type { Target } from '../../../core/probe';
import type { ListenerPlace } from '../brokerDocument';

/** What to find out. */
export type Question = 'connection' | 'scan' | 'refusals' | 'comparison';

/** One address and, where it is a listener of a configuration, which one. */
export interface Job {
  /** Holds the secrets; never stored, shown or logged. */
  readonly target: Target;
  readonly label?: string;
  /** The configuration and the line of the listener's heading. */
  readonly listener?: ListenerPlace;
}

export interface Plan {
  readonly questions: readonly Question[];
  readonly jobs: readonly Job[];
  /** A topic that the client must not reach. */
  readonly forbiddenTopic?: string;
}

/** A target as it may be stored, with what has to be asked for again. */
export interface StoredTarget extends Omit<Target, 'password' | 'passphrase'> {
  readonly secrets: readonly Secret[];
}

export type Secret = 'password' | 'passphrase';

export interface StoredPlan extends Omit<Plan, 'jobs'> {
  readonly jobs: readonly (Omit<Job, 'target'> & { readonly target: StoredTarget })[];
}

export function withoutSecrets({ password, passphrase, ...rest }: Target): StoredTarget {
  const secrets: readonly Secret[] = [
    ...(password === undefined ? [] : ['password' as const]),
    ...(passphrase === undefined ? [] : ['passphrase' as const]),
  ];
  return { ...rest, secrets };
}

export function storedPlan(plan: Plan): StoredPlan {
  return { ...plan, jobs: plan.jobs.map((job) => ({ ...job, target: withoutSecrets(job.target) })) };
}

/** The plan with its secrets back; undefined where one of them is not to be had. */
export async function restoredPlan(
  { jobs, ...plan }: StoredPlan,
  secret: (target: StoredTarget, kind: Secret) => Promise<string | undefined>,
): Promise<Plan | undefined> {
  const restored: Job[] = [];
  for (const { target: stored, ...job } of jobs) {
    const { secrets, ...target } = stored;
    const found: Partial<Record<Secret, string>> = {};
    for (const kind of secrets) {
      found[kind] = await secret(stored, kind);
      if (found[kind] === undefined) return undefined;
    }
    restored.push({ ...job, target: { ...target, ...found } });
  }
  return { ...plan, jobs: restored };
}
