import { t } from '../../facts/message';
import type { Effective, EffectiveValue } from '../effective';
import { decoded, LineIndex, type Span } from '../source';
import type { Tree } from '../tree';
import type { Fact } from './certificate-facts';

/** What the option that `at` sets comes to in the end, and where that is said. Nothing for the name of a block. */
export function originFacts({ values }: Effective, at: Span, trees: readonly Tree[]): readonly Fact[] {
  const found = values.find((value) => said(value).some((span) => isSame(span, at)));
  if (!found) return [];
  return [
    { name: t('Effective value'), value: found.secret && found.text !== '""' ? MASK : shortened(found.text) },
    { name: t('Origin'), value: originOf(found, trees) },
  ];
}

const MASK = '••••••';
const LONGEST = 200;

function shortened(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

function said({ at, others }: EffectiveValue): readonly Span[] {
  return at ? [at, ...others] : others;
}

function isSame(one: Span, { file, start, end }: Span): boolean {
  return one.file === file && one.start === start && one.end === end;
}

function originOf({ origin, at }: EffectiveValue, trees: readonly Tree[]): Fact['value'] {
  if (!at) return t('default');
  const text = trees.find(({ file }) => file === at.file)?.text ?? '';
  const where = `${decoded(at.file.slice(at.file.lastIndexOf('/') + 1))}:${new LineIndex(text).lineAt(at.start) + 1}`;
  if (origin !== 'environment') return where;
  const name = /EMQX_\w+/i.exec(text.slice(at.start, at.end))?.[0];
  return name === undefined
    ? t('{where} (environment)', { where })
    : t('{name} of the environment, {where}', { name, where });
}
