import type { Effective, EffectiveValue } from '../../effective';
import type { Workspace } from '../../load';
import { DIRECTIVES, type Directive, isAvailable, repetition } from './directives';
import { fallbackState } from './fallback';
import { type Block, type Line, span } from './lines';
import { readScopes } from './scopes';
import { isSecret } from './secrets';
import { inVersion } from './version';

/** Every option that holds, common ones first, then those of each listener and bridge, with the defaults of the version. */
export function effective(workspace: Workspace): Effective {
  const reading = readScopes(workspace);
  const { version, perListener } = reading;
  const common = reading.lines.filter(({ block }) => block === undefined);
  const fallback = fallbackState(reading, workspace.fragment);
  const open = fallback !== 'none';
  const security = { global: !perListener, listener: perListener };
  const values = [
    ...valuesOf(common, { scopes: security.global ? ['global', 'security'] : ['global'], version }),
    ...(open
      ? valuesOf(reading.fallback.lines, { section: DEFAULT, scopes: scopesOf('listener', security), version })
      : []),
    ...reading.listeners.flatMap((block) => ofBlock(block, scopesOf('listener', security), version)),
    ...reading.bridges.flatMap((block) => ofBlock(block, ['bridge'], version)),
  ];
  const problems = workspace.trees.flatMap(({ file, errors }) =>
    errors.filter(({ fatal }) => fatal).map(({ range, message }) => ({ at: { file, ...range }, message })),
  );
  return { values, merged: undefined, problems };
}

const DEFAULT = 'listener 1883 (default)';

function scopesOf(scope: Directive['scope'], { listener }: { readonly listener: boolean }): Directive['scope'][] {
  return listener ? [scope, 'security'] : [scope];
}

interface Section {
  readonly section?: string;
  readonly scopes: readonly Directive['scope'][];
  readonly version: string;
}

function ofBlock({ header, lines }: Block, scopes: Section['scopes'], version: string): EffectiveValue[] {
  const section = header ? `${header.name} ${header.text}` : DEFAULT;
  const heading = header ? [shownValue(header, [], section)] : [];
  return [...heading, ...valuesOf(lines, { section, scopes, version })];
}

function valuesOf(lines: readonly Line[], { section, scopes, version }: Section): EffectiveValue[] {
  const live = lines.filter((line) => line.live && line.problem === undefined && line.name !== 'include_dir');
  const written = live.flatMap((line, index) => {
    const directive = line.found?.directive;
    const adds = !directive || line.name === 'plugin_opt_' || repetition(directive, version) === 'adds';
    if (adds) return [shownValue(line, [], section)];
    const later = live.slice(index + 1).some((other) => other.name === line.name);
    return later
      ? []
      : [
          shownValue(
            line,
            live.slice(0, index).filter((other) => other.name === line.name),
            section,
          ),
        ];
  });
  const names = new Set(live.map(({ name }) => name));
  return [...written, ...defaultsOf(names, { section, scopes, version })];
}

function shownValue(line: Line, earlier: readonly Line[], section: string | undefined): EffectiveValue {
  return {
    section,
    option: line.written,
    text: line.text,
    secret: isSecret(line) || /pass|secret|token/i.test(line.name === 'plugin_opt_' ? line.written : ''),
    origin: 'file',
    at: span(line),
    others: earlier.map((other) => span(other)),
  };
}

function defaultsOf(names: ReadonlySet<string>, { section, scopes, version }: Section): EffectiveValue[] {
  return DIRECTIVES.flatMap((directive) => {
    const { name, scope, defaults, secret = false } = directive;
    const text = inVersion(defaults, version);
    const fits = scopes.includes(scope) && !names.has(name) && isAvailable({ directive, alias: undefined }, version);
    if (!fits || text === undefined || text === '') return [];
    return [{ section, option: name, text, secret, origin: 'default' as const, at: undefined, others: [] }];
  });
}
