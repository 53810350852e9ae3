import { type Catalogue, format } from '../facts/message';
import { escapeMarkup } from '../facts/printable';
import { stageTitles } from './fact-rows';
import type { ReportInput } from './report';
import { urlOf } from './target';

/** One test case per stage, in the form that continuous integration reads. */
export function junitReport({ target, events, startedAt, catalogue }: ReportInput): string {
  const failures = events.filter(({ ok }) => !ok).length;
  const seconds = events.reduce((sum, { ms }) => sum + ms, 0) / 1000;
  const suite = [
    `name="${escapeMarkup(`mqtt-security test ${urlOf(target)}`)}"`,
    `tests="${events.length}" failures="${failures}" time="${seconds}"`,
    `timestamp="${new Date(startedAt).toISOString()}"`,
  ];
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites>',
    `  <testsuite ${suite.join(' ')}>`,
    ...events.map((event) => testCase(event, catalogue)),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function testCase(event: ReportInput['events'][number], catalogue: Catalogue | undefined): string {
  const qos = event.name === 'roundtrip' ? ` QoS ${event.facts.qos}` : '';
  const name = escapeMarkup(`${format(stageTitles[event.name], catalogue)}${qos}`);
  const head = `    <testcase classname="test" name="${name}" time="${event.ms / 1000}"`;
  if (event.problem === undefined) return `${head}/>`;
  const [cause, advice] = [event.problem.cause, event.problem.advice].map((each) =>
    escapeMarkup(format(each, catalogue)),
  );
  const failure = `<failure type="${escapeMarkup(event.problem.code)}" message="${cause}">${advice}</failure>`;
  return `${head}>${failure}</testcase>`;
}
