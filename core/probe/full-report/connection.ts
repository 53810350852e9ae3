import { t } from '../../facts/message';
import { factRows, stageTitles, summaryOf } from '../fact-rows';
import type { ReportPart } from './data';
import { element, type Markup } from './markup';
import { badge, factList, type Place, section, table } from './parts';

/** The stages of the connection test; nothing where there was none. */
export function connectionSection({ events }: ReportPart, place: Place): Markup {
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
    element('details', {}, element('summary', {}, say(t('All facts of the stages'))), ...facts),
  );
}
