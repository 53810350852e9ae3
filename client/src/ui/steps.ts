import type { Message } from '../../../core/facts/message';

/** A reply to one question. */
export type Reply<T> = { readonly value: T } | 'back' | 'cancel';

/** Where a question stands in its series. */
export interface Frame {
  readonly title: Message;
  readonly step: number;
  readonly totalSteps: number;
  readonly canGoBack: boolean;
}

/** One question of a series. It gets the answers so far and replies with them and its own. */
export interface Step<Answers> {
  /** Is there anything to ask? Absent: always. */
  readonly applies?: (answers: Answers) => boolean;
  ask(answers: Answers, frame: Frame): Promise<Reply<Answers>>;
}

/** Asks one step after the other; Back returns to the one asked before, with what was answered there. */
export async function askInTurn<Answers>(
  title: Message,
  steps: readonly Step<Answers>[],
  initial: Answers,
): Promise<Answers | undefined> {
  let answers = initial;
  const asked: number[] = [];
  for (let index = 0; index < steps.length; ) {
    const step = steps[index];
    if (!step || step.applies?.(answers) === false) {
      index++;
      continue;
    }
    const totalSteps = steps.filter((other) => other.applies?.(answers) !== false).length;
    const frame = { title, step: asked.length + 1, totalSteps, canGoBack: asked.length > 0 };
    const reply = await step.ask(answers, frame);
    if (reply === 'cancel') return undefined;
    if (reply === 'back') {
      index = asked.pop() ?? 0;
      continue;
    }
    answers = reply.value;
    asked.push(index++);
  }
  return answers;
}

/** The reply with its value changed. */
export function mapReply<T, U>(reply: Reply<T>, change: (value: T) => U): Reply<U> {
  return typeof reply === 'string' ? reply : { value: change(reply.value) };
}
