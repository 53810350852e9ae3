import { write } from '../../hocon-edits';
import { childOf, keySpan, setting, textOf, valueSpan } from '../../hocon-view';
import type { AccessPolicy } from '../../model';
import type { HoconNode } from '../../syntax/hocon-resolve';

/** `authorization`, where the file writes it: what is absent may stand in a file that EMQX merges with this one. */
export function policyOf(root: HoconNode, version: string): AccessPolicy | undefined {
  const block = childOf(root, 'authorization');
  if (block?.kind !== 'object') return undefined;
  const word = (name: string, otherwise: string) => {
    const node = childOf(block, name);
    return {
      text: textOf(node) ?? otherwise,
      at: node ? valueSpan(node) : keySpan(block),
      explicit: node !== undefined,
    };
  };
  const noMatch = word('no_match', version.startsWith('6.') ? 'deny' : 'allow');
  const denial = word('deny_action', 'ignore');
  const sources = childOf(block, 'sources');
  return {
    unmatchedAllowed: setting(noMatch.text === 'allow', noMatch.at, noMatch.explicit, (allow) =>
      write(block, [{ path: ['no_match'], text: allow ? 'allow' : 'deny' }]),
    ),
    emptySources: sources?.kind === 'array' && sources.items.length === 0 ? valueSpan(sources) : undefined,
    disconnectsOnDenial: setting(denial.text === 'disconnect', denial.at, denial.explicit, (disconnect) =>
      write(block, [{ path: ['deny_action'], text: disconnect ? 'disconnect' : 'ignore' }]),
    ),
    cacheSeconds: cacheSeconds(block),
  };
}

function cacheSeconds(block: HoconNode): AccessPolicy['cacheSeconds'] {
  const node = childOf(block, 'cache', 'ttl');
  const enabled = textOf(childOf(block, 'cache', 'enable')) !== 'false';
  return setting(
    enabled ? secondsOf(textOf(node)) : undefined,
    node ? valueSpan(node) : keySpan(block),
    node !== undefined,
  );
}

const UNITS: Readonly<Record<string, number>> = {
  ms: 0.001,
  s: 1,
  m: 60,
  h: 3600,
  d: 86_400,
  w: 604_800,
  f: 1_209_600,
};

/** `1h30m`; a bare number is milliseconds. */
function secondsOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^[0-9]+$/.test(text)) return Number(text) / 1000;
  const parts = [...text.toLowerCase().matchAll(/([0-9]+(?:\.[0-9]+)?)(ms|[smhdwf])/g)];
  if (parts.length === 0 || parts.map(([whole]) => whole).join('') !== text.toLowerCase()) return undefined;
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * (UNITS[unit ?? ''] ?? 0), 0);
}
