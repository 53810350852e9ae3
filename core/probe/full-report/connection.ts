import path from 'node:path';
import { type Message, t } from '../../facts/message';
import type { ProblemAction, StageEvent } from '../event';
import { factRows, stageTitles, summaryOf } from '../fact-rows';
import { succeeded } from '../report';
import type { ReportPart } from './data';
import { element, type Markup } from './markup';
import { badge, factList, folded, NONE, type Place, section } from './parts';

/** The stages of the connection test, each with what was seen of it; nothing where there was none. */
export function connectionSection({ events, label }: ReportPart, place: Place): Markup {
  if (events.length === 0) return [];
  const remedied = events.find(({ problem }) => problem?.action !== undefined);
  const items = events.map((event, index) =>
    element(
      'li',
      {},
      stageRow(event, place, `${place.id}-stage-${index + 1}`),
      problemOf(event, place, event === remedied ? remedyButton(event, label, place) : []),
    ),
  );
  return section(place, 'connection', t('Connection test'), element('ol', { class: 'stages' }, ...items));
}

/** How the connection went, in a word. */
export function connectionBadge({ events }: ReportPart, { say }: Place): Markup {
  if (events.length === 0) return NONE;
  return resultBadge(succeeded(events), say);
}

function resultBadge(ok: boolean, say: Place['say']): Markup {
  return ok ? badge('good', say(t('ok'))) : badge('error', say(t('failed')));
}

function stageRow(event: StageEvent, { say }: Place, id: string): Markup {
  const rows = factRows(event).map(({ name, value }) => ({
    name: say(name),
    value: typeof value === 'string' ? value : say(value),
  }));
  const line = [
    element('span', { class: 'stage' }, say(stageTitles[event.name])),
    resultBadge(event.ok, say),
    element('span', { class: 'what' }, summaryOf(event)),
    element('span', { class: 'time' }, `${event.ms} ms`),
  ];
  return folded(id, line, factList(rows));
}

/** Cause, what to do, and the button that does it, in the order in which they are read. */
function problemOf({ problem }: StageEvent, { say }: Place, remedy: Markup): Markup {
  if (problem === undefined) return [];
  return element(
    'div',
    { class: 'problem' },
    element('p', {}, `${say(problem.cause)} `, element('code', {}, problem.code)),
    element('p', {}, `→ ${say(problem.advice)}`),
    remedy,
  );
}

/** In the panel, what would remedy the failure; what concerns a configuration only where there is one. */
function remedyButton({ problem }: StageEvent, label: string | undefined, { say, medium, id }: Place): Markup {
  const action = problem?.action;
  if (action === undefined || medium === 'file' || (action.kind !== 'use-ca' && label === undefined)) return [];
  const attributes = { type: 'button', class: 'primary', 'data-remedy': id };
  return element('p', {}, element('button', attributes, say(remedyWords(action))));
}

/** What the button does. */
export function remedyWords(action: ProblemAction): Message {
  switch (action.kind) {
    case 'use-ca':
      return t('Use {file} and Test Again', { file: path.basename(action.file) });
    case 'regenerate-with-san':
      return t('Generate Certificates for {names}…', { names: action.names.join(', ') });
    case 'open-configuration':
      return t('Open {option} in the Configuration', { option: action.option });
  }
}
