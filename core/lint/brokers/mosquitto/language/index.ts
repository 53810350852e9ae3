import { NO_DRAFTS } from '../../../empty-model';
import type { Draft } from '../../../finding';
import type { Workspace } from '../../../load';
import type { LanguageRule } from '../../../model';
import type { Reading } from '../scopes';
import { bridgeDrafts } from './bridges';
import { duplicateDrafts } from './duplicates';
import { deprecatedDrafts, unavailableDrafts, unknownDrafts } from './names';
import { placementDrafts } from './placement';
import { websocketsDrafts, withoutMqtt } from './protocols';
import { syntaxDrafts } from './syntax';
import { valueDrafts } from './values';

/** What the broker itself would say of the text, and what it silently reads otherwise than it looks. */
export function languageOf(
  reading: Reading,
  { trees }: Pick<Workspace, 'trees'>,
  fragment: boolean,
): Readonly<Record<LanguageRule, readonly Draft[]>> {
  const syntax = syntaxDrafts(reading, trees);
  const placed = placementDrafts(reading, fragment);
  return {
    ...NO_DRAFTS,
    'syntax-error': syntax.drafts,
    'unknown-directive': unknownDrafts(reading),
    'unavailable-directive': unavailableDrafts(reading),
    'duplicate-directive': duplicateDrafts(reading),
    'deprecated-directive': deprecatedDrafts(reading),
    'misplaced-directive': placed.filter(({ tls }) => !tls).map(({ draft }) => draft),
    'misplaced-tls-option': placed.filter(({ tls }) => tls).map(({ draft }) => draft),
    'invalid-value': [
      ...valueDrafts(reading, syntax.lines),
      ...bridgeDrafts(reading),
      ...websocketsDrafts(reading),
      ...(fragment ? [] : withoutMqtt(reading)),
    ],
  };
}
