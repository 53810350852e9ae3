import type { InlayHint, Range } from 'vscode-languageserver/node';
import { format } from '../../../core/facts/message';
import { certificateHints, protectionHints } from '../../../core/lint/index';
import type { ClientFacts } from '../capabilities';
import { toOffset, toPosition } from '../convert';
import type { Parsed } from '../documents';
import { olderModelOf, type Result } from '../linting';
import type { DisplaySettings } from '../settings';

export interface InlayHintContext {
  readonly parsed: Parsed;
  readonly result: Result;
  readonly display: DisplaySettings;
  readonly client: ClientFacts;
  readonly now: number;
}

/** When certificates end, and what protects a listener, behind the lines that name them. */
export function inlayHints(range: Range, { parsed, result, display, client, now }: InlayHintContext): InlayHint[] {
  const { file, lines } = parsed;
  const model = result.analysis?.model;
  if (!model) return [];
  const start = toOffset(lines, range.start);
  const end = toOffset(lines, range.end);
  return [
    ...(display.certificateExpiry ? certificateHints(model, file, now) : []),
    ...(display.tlsVersions ? protectionHints(model, file, olderModelOf(result)) : []),
  ]
    .filter(({ offset }) => start <= offset && offset <= end)
    .map(({ offset, label }) => ({
      position: toPosition(lines, offset),
      label: format(label, client.catalogue),
      paddingLeft: true,
    }));
}
