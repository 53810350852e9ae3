import path from 'node:path';
import { type Message, t } from '../../facts/message';
import type { ProblemAction, StageEvent } from '../event';
import { factRows, stageTitles, summaryOf } from '../fact-rows';
import type { ReportPart } from './data';
import { element, type Markup } from './markup';
import { badge, factList, type Place, section, table } from './parts';

/** The stages of the connection test; nothing where there was none. */
export function connectionSection({ events, label }: ReportPart, place: Place): Markup {
  if (events.length === 0) return [];
  const { say } = place;
  const title = t('Connection test');
  const rows = events.map((event) => [
    say(stageTitles[event.name]),
    event.ok ? badge('good', say(t('ok'))) : badge('error', say(t('failed'))),
    `${event.ms} ms`,
    summaryOf(event),
  ]);
  const heads = [t('stage'), t('result'), t('time'), t('summary')].map(say);
  const facts = events.map((event) => [
    element('h4', {}, say(stageTitles[event.name])),
    factList(
      factRows(event).map(({ name, value }) => ({
        name: say(name),
        value: typeof value === 'string' ? value : say(value),
      })),
    ),
  ]);
  return section(
    place,
    'connection',
    title,
    table(say(title), heads, rows),
    remedyButton(events, label, place),
    element('details', {}, element('summary', {}, say(t('All facts of the stages'))), ...facts),
  );
}

/** In the panel, what would remedy the failure; what concerns a configuration only where there is one. */
function remedyButton(events: readonly StageEvent[], label: string | undefined, { say, medium, id }: Place): Markup {
  const action = events.find(({ problem }) => problem?.action !== undefined)?.problem?.action;
  if (action === undefined || medium === 'file' || (action.kind !== 'use-ca' && label === undefined)) return [];
  return element('p', {}, element('button', { type: 'button', 'data-remedy': id }, say(remedyWords(action))));
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
