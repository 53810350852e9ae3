import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Analysis, Model } from '../../core/lint';
import { fuzzLimits } from './fuzzLimits';

/** Analyses a text, perhaps building on an earlier analysis. */
export type Judge = (text: string, previous?: Analysis) => Promise<Analysis>;

/** After each edit of a generated configuration the analysis must be the one that starts anew. */
export async function assertBuildsOn(judge: Judge, texts: fc.Arbitrary<string>, edits: fc.Arbitrary<Typed>) {
  let short = 0;
  await fc.assert(
    fc.asyncProperty(texts, fc.array(edits, { minLength: 1, maxLength: 5 }), async (text, all) => {
      let current = text;
      let analysis = await judge(current);
      for (const one of all) {
        current = edited(current, one);
        analysis = await judge(current, analysis);
        const whole = await judge(current);
        if (Object.getOwnPropertyDescriptor(analysis, 'model')?.get) short++;
        assertSame(analysis, whole);
        assertSameEdits(analysis, whole);
      }
    }),
    fuzzLimits(50),
  );
  assert.ok(short > 25, `only ${short} analyses built on the one before`);
}

/** All of a model but the functions, which a comparison cannot look into. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (key, inner) => (key === 'broker' ? undefined : inner)));
}

function whatIsSaid({ listeners, references, outgoing, language }: Model): unknown {
  return plain({ listeners, references, outgoing, language });
}

export function assertSame(again: Analysis, whole: Analysis): void {
  assert.deepEqual(again.findings, whole.findings);
  assert.deepEqual(again.basis?.sections(), whole.basis?.sections());
  assert.deepEqual(again.basis?.essential(), whole.basis?.essential());
  assert.deepEqual(again.sources[0]?.text, whole.sources[0]?.text);
  assert.deepEqual(whatIsSaid(again.model), whatIsSaid(whole.model));
  assert.deepEqual(again.workspace.trees.map(plainTree), whole.workspace.trees.map(plainTree));
}

function plainTree({ file, text, entries, comments, errors }: Model['trees'][number]) {
  const places = entries.map(({ path, key, range, value }) => ({ path, key, range, value: value.range }));
  return { file, text, places, comments, errors };
}

/** Edits of every model setting of every listener: what a fix would be made of. */
function assertSameEdits(again: Analysis, whole: Analysis): void {
  const edits = ({ model }: Analysis) =>
    model.listeners.map(({ anonymous, tls, port, connections }) => [
      anonymous.set(false),
      tls.clientCertificate.set('required'),
      port.set(4242),
      connections?.set(7),
    ]);
  assert.deepEqual(edits(again), edits(whole));
}

interface Typed {
  /** Where in the text, from 0 to 1. */
  readonly at: number;
  /** Where in its line the edit begins. */
  readonly place: 'anywhere' | 'start' | 'end';
  readonly remove: number;
  readonly insert: string;
}

/** What somebody types: most edits are at the end of a value. */
export function typing(insert: fc.Arbitrary<string>, remove: fc.Arbitrary<number>): fc.Arbitrary<Typed> {
  return fc.record({
    // Spread over the text, whatever numbers the generator prefers.
    at: fc.nat(0xffff).map((number) => ((number * 40_503) % 0x10000) / 0x10000),
    place: fc.constantFrom('anywhere', 'start', 'end', 'end'),
    remove,
    insert,
  });
}

function edited(text: string, { at, place, remove, insert }: Typed): string {
  const offset = Math.floor(at * text.length);
  const start = text.lastIndexOf('\n', offset) + 1;
  const next = text.indexOf('\n', offset);
  const from = place === 'anywhere' ? offset : place === 'start' ? start : next < 0 ? text.length : next;
  return text.slice(0, from) + insert + text.slice(from + remove);
}
