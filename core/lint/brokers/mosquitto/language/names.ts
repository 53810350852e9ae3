import { t } from '../../../../facts/message';
import { nearest } from '../../../../facts/nearest';
import type { Draft } from '../../../finding';
import type { Edit } from '../../../source';
import { ALIASES, type Alias, namesIn } from '../directives';
import { removeLine } from '../edits';
import { type Block, keySpan, type Line, lastOf, span, tokens } from '../lines';
import type { Reading } from '../scopes';
import { atLeast } from '../version';
import { fatal, fix } from './drafts';

/** A text with more unknown names than these is something else; looking for what they might mean takes time. */
const MOST_GUESSES = 200;

const NONE: readonly Draft[] = [];

export function unknownDrafts({ lines, version }: Reading): readonly Draft[] {
  const unknownLines = lines.filter(({ found }) => !found);
  if (unknownLines.length === 0) return NONE;
  const names = namesIn(version).filter((name) => name !== 'plugin_opt_');
  const guesses = new Map<string, string | undefined>();
  return unknownLines.map((line) => {
    const name = line.written;
    if (!guesses.has(name) && guesses.size < MOST_GUESSES) guesses.set(name, nearest(name, names));
    return unknown(line, guesses.get(name));
  });
}

function unknown(line: Line, meant: string | undefined): Draft {
  const name = line.written;
  const prefix = ['plugin_opt_', 'auth_opt_'].find((start) => name.toLowerCase().startsWith(start));
  const better = prefix ? prefix + name.slice(prefix.length) : meant;
  if (better === undefined || better === name) {
    return fatal(keySpan(line), t('mosquitto knows no directive “{name}” and refuses to start', { name }));
  }
  const message = t('mosquitto knows no directive “{name}” and refuses to start; did you mean “{meant}”?', {
    name,
    meant: better,
  });
  return fatal(keySpan(line), message, { fixes: rename(line, better, true) });
}

function rename(line: Line, to: string, safe: boolean) {
  return fix(t('Replace by “{name}”', { name: to }), [{ span: keySpan(line), text: to }], safe);
}

export function unavailableDrafts({ lines, version }: Reading): readonly Draft[] {
  return lines.flatMap((line) => {
    const { found, available, written: name } = line;
    if (!found || available) return NONE;
    const { removed, since = '' } = found.directive;
    if (removed !== undefined && atLeast(version, removed)) {
      const message = t('{name} is gone since mosquitto {removed}; {version} refuses to start', {
        name,
        removed,
        version,
      });
      return [fatal(keySpan(line), message, { fixes: fix(t('Delete the line'), removeLine(line), true) })];
    }
    const message = t('{name} came with mosquitto {since}; {version} does not know it and refuses to start', {
      name,
      since,
      version,
    });
    return [fatal(keySpan(line), message, { fixes: olderName(line) })];
  });
}

/** Before the proper name came there was the alias. */
function olderName(line: Line) {
  const alias = ALIASES.find(({ of, outdated }) => of === line.name && outdated !== undefined);
  if (!alias) return [];
  const suffix = line.name === 'plugin_opt_' ? line.written.slice('plugin_opt_'.length) : '';
  return rename(line, alias.name + suffix, true);
}

export function deprecatedDrafts(reading: Reading): readonly Draft[] {
  const { lines, version } = reading;
  return lines.flatMap((line) => {
    const { found, available } = line;
    if (!found || !available) return NONE;
    const { ignored, deprecated, since } = found.directive;
    if (ignored !== undefined && atLeast(version, ignored)) return [withoutEffect(line, version)];
    if (found.alias?.outdated !== undefined) {
      return since === undefined || atLeast(version, since) ? [outdated(line, found.alias)] : [];
    }
    return deprecated !== undefined && atLeast(version, deprecated) ? [deprecatedLine(line, reading)] : NONE;
  });
}

function withoutEffect(line: Line, version: string): Draft {
  return {
    at: span(line),
    message: t('{name} has no effect in mosquitto {version}', { name: line.written, version }),
    fixes: fix(t('Delete the line'), removeLine(line), true),
    tags: ['unnecessary'],
  };
}

function outdated(line: Line, alias: Alias): Draft {
  const suffix = line.name === 'plugin_opt_' ? line.written.slice(alias.name.length) : '';
  const name = line.name + suffix;
  return {
    at: keySpan(line),
    level: 'info',
    message: t('{alias} is the old name of {name}', { alias: line.written, name }),
    fixes: rename(line, name, true),
    tags: ['deprecated'],
  };
}

function deprecatedLine(line: Line, reading: Reading): Draft {
  const { deprecated = '', replacement } = line.found?.directive ?? {};
  const name = line.written;
  return {
    at: keySpan(line),
    message: replacement
      ? t('{name} is deprecated since mosquitto {since}; use {replacement}', { name, since: deprecated, replacement })
      : t('{name} is deprecated since mosquitto {since}', { name, since: deprecated }),
    fixes: line.name === 'port' || line.name === 'bind_address' ? toListener(reading.fallback, line) : [],
    tags: ['deprecated'],
  };
}

/** `port` and `bind_address` as a `listener` line, where no line in between could change its owner by it. */
function toListener({ lines }: Block, line: Line) {
  const port = lastOf(lines, 'port');
  const address = lastOf(lines, 'bind_address');
  const anchor = port ?? address;
  if (!anchor || lastOf(lines, line.name) !== line || lines.find(({ name }) => name === line.name) !== line) return [];
  const others = lines.filter((other) => other !== port && other !== address);
  const sameFile = [...others, ...(address ? [address] : [])].every(({ tree }) => tree === anchor.tree);
  const below = others.every(({ entry }) => entry.range.start > anchor.entry.range.start);
  const alone = anchor.tree.entries.every(({ path }) => path[0] !== 'listener');
  if (!sameFile || !below || !alone) return [];
  const number = port ? (tokens(port)[0]?.text ?? '') : '1883';
  if (!/^\d+$/.test(number)) return [];
  const text = `listener ${number}${address ? ` ${address.text}` : ''}`;
  const edits: Edit[] = [{ span: span(anchor), text }, ...(port && address ? removeLine(address) : [])];
  return fix(t('Replace by “{name}”', { name: text }), edits, true);
}
