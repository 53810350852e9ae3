import { type ParseArgsConfig, parseArgs } from 'node:util';
import { t } from '../../../core/facts/message';
import { UsageError } from './io';

/** `parseArgs` of Node, its complaints as usage errors. */
export function readArguments<const O extends NonNullable<ParseArgsConfig['options']>>(
  args: readonly string[],
  options: O,
) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    const [reason = ''] = (error instanceof Error ? error.message : String(error)).split(/\. |\n/);
    throw new UsageError(t('{reason}; see --help', { reason }));
  }
}

/** The value as one of the words allowed. */
export function oneOf<const T extends string>(option: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((word) => word === value);
  if (found !== undefined) return found;
  throw new UsageError(
    t('{option} must be one of {words}, not “{value}”', { option, words: allowed.join(', '), value }),
  );
}
