import { format } from '../../core/facts/message';
import { outline, run, target } from './tools';

/** What a process of its own finds out, which may have another network or another runtime than the tests. */
export interface ChildOutcome {
  readonly outline: string;
  readonly cause: string;
  readonly advice: string;
}

/** Targets as JSON on standard input: `[[url, overrides], …]`; tested at the same time. Outcomes as JSON on standard output. */
async function main(): Promise<void> {
  let input = '';
  for await (const chunk of process.stdin) input += chunk;
  const targets: readonly (readonly [string, object])[] = JSON.parse(input);
  const outcomes = targets.map(async ([url, overrides]): Promise<ChildOutcome> => {
    const events = await run(target(url, overrides));
    const problem = events.at(-1)?.problem;
    const [cause, advice] = [problem?.cause, problem?.advice].map((message) => (message ? format(message) : ''));
    return { outline: outline(events), cause: cause ?? '', advice: advice ?? '' };
  });
  process.stdout.write(JSON.stringify(await Promise.all(outcomes)), () => process.exit(0));
}

void main();
