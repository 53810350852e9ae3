import { t } from '../../facts/message';
import type { ScanResult } from '../scan/result';
import { SCAN_VERSIONS, type ScanVersion } from '../scan/versions';
import { LEVEL_WORDS, nameOfVersion, SSL2_NAME, scanFacts, ssl2State, verdictOf } from '../scan/words';
import type { ReportPart } from './data';
import { element, type Markup } from './markup';
import { badge, factList, type Place, section, table } from './parts';

/** Versions and suites as a matrix, and what else the scan found; nothing where it found nothing. */
export function suiteSections({ scan }: ReportPart, place: Place): Markup {
  if (!scan?.ok) return [];
  const { result } = scan;
  const title = t('Versions and suites');
  return [
    section(
      place,
      'suites',
      title,
      ...result.notes.map((note) => element('p', {}, place.say(note))),
      versions(result, place),
      element('p', { class: 'meta' }, place.say(t('The number is the place in the order of the server’s choice.'))),
      table(place.say(title), heads(result, place), rows(result, place)),
    ),
    section(
      place,
      'exchange',
      t('Key exchange and more'),
      factList(
        scanFacts(result).map(({ name, value }) => ({
          name: place.say(name),
          value: typeof value === 'string' ? value : place.say(value),
        })),
      ),
    ),
  ];
}

/** Newest first: what most connections use. */
const NEWEST_FIRST: readonly ScanVersion[] = [...SCAN_VERSIONS].reverse();

/** Accepted or refused, each version. */
function versions({ protocols, ssl2 }: ScanResult, { say }: Place): Markup {
  const items = NEWEST_FIRST.map((version) => {
    const isOld = version !== 'tls1.2' && version !== 'tls1.3';
    const state = protocols[version]
      ? badge(isOld ? 'error' : 'good', say(t('accepted')))
      : badge(isOld ? 'good' : 'none', say(t('refused')));
    return element('li', {}, `${nameOfVersion(version)} `, state);
  });
  const { level, state } = ssl2State(ssl2);
  const ciphers = ssl2.ciphers.length === 0 ? '' : ` ${ssl2.ciphers.join(', ')}`;
  return element(
    'ul',
    { class: 'versions' },
    ...items,
    element('li', {}, `${SSL2_NAME} `, badge(level, say(state)), ciphers),
  );
}

/** A column for each version that is accepted: a refused one has no suites. */
function columnsOf({ protocols }: ScanResult): readonly ScanVersion[] {
  return NEWEST_FIRST.filter((version) => protocols[version]);
}

function heads(result: ScanResult, { say }: Place): readonly Markup[] {
  const columns = columnsOf(result).map((version) => {
    const order = result.serverPreference[version];
    const note = order === null ? [] : element('span', { class: 'note' }, say(order ? SERVER_ORDER : CLIENT_ORDER));
    return [`${nameOfVersion(version)} `, note];
  });
  return [say(t('suite')), ...columns, say(t('verdict'))];
}

const SERVER_ORDER = t('the server’s order');
const CLIENT_ORDER = t('the client’s order');

function rows(result: ScanResult, { say }: Place): readonly (readonly Markup[])[] {
  const { ciphers } = result;
  const columns = columnsOf(result);
  const names = new Set(columns.flatMap((version) => ciphers[version]));
  return [...names].map((name) => {
    const verdict = verdictOf(name);
    const cells = columns.map((version): Markup => {
      const position = ciphers[version].indexOf(name) + 1;
      // A screen reader passes over a bare dash.
      return position > 0
        ? [`✓ ${position}`]
        : [
            element('span', { 'aria-hidden': 'true' }, '–'),
            element('span', { class: 'hidden' }, say(t('not with this version'))),
          ];
    });
    const judgement: Markup =
      verdict === undefined
        ? badge('good', say(t('good')))
        : [badge(verdict.level, say(LEVEL_WORDS[verdict.level])), ` ${say(verdict.reason).replace(`${name}: `, '')}`];
    return [element('code', {}, name), ...cells, judgement];
  });
}
