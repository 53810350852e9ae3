import assert from 'node:assert/strict';
import { test } from 'node:test';
import { askInTurn, type Frame, type Reply, type Step } from '../../client/src/ui/steps';
import { t } from '../../core/facts/message';

type Answers = readonly string[];

/** Steps that reply as the script says; → what was asked, as `name step/total back?`, and the outcome. */
async function play(script: Readonly<Record<string, (Reply<string> | undefined)[]>>, skip: readonly string[] = []) {
  const asked: string[] = [];
  const steps = Object.entries(script).map(
    ([name, replies]): Step<Answers> => ({
      applies: () => !skip.includes(name),
      ask: async (answers: Answers, { step, totalSteps, canGoBack }: Frame) => {
        asked.push(`${name} ${step}/${totalSteps}${canGoBack ? ' back' : ''}`);
        const reply = replies.shift();
        if (reply === undefined) throw new Error(`${name} was asked too often`);
        return typeof reply === 'string' ? reply : { value: [...answers, reply.value] };
      },
    }),
  );
  return { outcome: await askInTurn(t('title'), steps, []), asked };
}

test('asks one after the other and collects the answers', async () => {
  const { outcome, asked } = await play({ a: [{ value: '1' }], b: [{ value: '2' }] });
  assert.deepEqual(outcome, ['1', '2']);
  assert.deepEqual(asked, ['a 1/2', 'b 2/2 back']);
});

test('leaves out what does not apply, also on the way back', async () => {
  const { asked } = await play({ a: [{ value: '1' }, 'cancel'], b: [], c: ['back'] }, ['b']);
  assert.deepEqual(asked, ['a 1/2', 'c 2/2 back', 'a 1/2']);
});

test('cancelling anywhere ends it without an answer', async () => {
  assert.equal((await play({ a: [{ value: '1' }], b: ['cancel'] })).outcome, undefined);
});
