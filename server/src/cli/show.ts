import path from 'node:path';
import { format, t } from '../../../core/facts/message';
import {
  type Analysis,
  analyze,
  type BrokerId,
  brokers,
  defaultSettings,
  type Effective,
  effectiveJson,
  effectiveText,
  type FileId,
  isVersion,
  mergeSettings,
  placer,
  type ShownFile,
} from '../../../core/lint/index';
import { pathIds } from '../fileIds';
import { nodeHost } from '../host';
import { findOptions, readOptions } from '../options';
import { oneOf, readArguments } from './arguments';
import { EXIT, type Io, UsageError } from './io';

/** `show FILE…`: what a configuration comes to, and where each value comes from. */
export async function run(args: readonly string[], io: Io): Promise<number> {
  const request = readRequest(args);
  if (request === 'help') {
    io.out(USAGE);
    return EXIT.clean;
  }
  const analysis = await analyse(request, io);
  const { broker, workspace } = analysis;
  const found = broker.effective?.(workspace);
  if (!found) throw new UsageError(t('the effective values of such a file are not known'));
  const fileOf = filesOf(analysis, request, io);
  for (const { at, message } of found.problems) {
    const { file, line, column } = placer({ fileOf })(at);
    io.err(`${file}:${line}:${column}: ${format(message, io.catalogue)}\n`);
  }
  io.out(output(found, request, fileOf, io));
  return found.problems.length > 0 ? EXIT.found : EXIT.clean;
}

function output(found: Effective, request: Request, fileOf: (file: FileId) => ShownFile, io: Io): string {
  if (request.raw) {
    if (found.merged === undefined && found.problems.length === 0)
      throw new UsageError(t('--raw is for EMQX: there is no merged value of such a file'));
    return found.merged === undefined ? '' : `${found.merged}\n`;
  }
  const options = { fileOf, secrets: request.secrets, catalogue: io.catalogue };
  return request.format === 'json' ? effectiveJson(found, options) : effectiveText(found, options);
}

interface Request {
  readonly names: readonly string[];
  readonly format: 'text' | 'json';
  readonly raw: boolean;
  readonly secrets: boolean;
  readonly broker: BrokerId | undefined;
  readonly version: string | undefined;
}

const OPTIONS = {
  format: { type: 'string', default: 'text' },
  raw: { type: 'boolean', default: false },
  'show-secrets': { type: 'boolean', default: false },
  broker: { type: 'string' },
  'broker-version': { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

function readRequest(args: readonly string[]): Request | 'help' {
  const { values, positionals: names } = readArguments(args, OPTIONS);
  if (values.help) return 'help';
  if (names.length === 0) throw new UsageError(t('name the file to show, after those that it overrides'));
  const version = values['broker-version'];
  if (version !== undefined && !isVersion(version)) {
    throw new UsageError(t('--broker-version must be a version such as 2.0.11, or auto, not “{version}”', { version }));
  }
  const ids = brokers.map(({ id }) => id);
  return {
    names,
    format: oneOf('--format', values.format, ['text', 'json']),
    raw: values.raw,
    secrets: values['show-secrets'],
    broker: values.broker === undefined ? undefined : oneOf('--broker', values.broker, ids),
    version,
  };
}

async function analyse({ names, broker, version }: Request, io: Io): Promise<Analysis> {
  const host = nodeHost({ ids: pathIds, roots: [io.cwd], shortLived: true });
  const files = names.map((name) => pathIds.id(path.resolve(io.cwd, name)));
  for (const [index, file] of files.entries()) {
    const { kind } = await host.read(file);
    const name = names[index] ?? '';
    if (kind === 'missing') throw new UsageError(t('{name}: no such file or folder', { name }));
    if (kind !== 'text')
      throw new UsageError(t('{name}: not a text file that can be checked ({kind})', { name, kind }));
  }
  const root = files.at(-1) ?? '';
  const layers = files.length > 1 ? files.slice(0, -1) : undefined;
  const options = await findOptions(root, pathIds, (candidate) => readOptions(candidate, host));
  const chosen = version === undefined ? {} : { versions: Object.fromEntries(brokers.map(({ id }) => [id, version])) };
  const settings = mergeSettings(mergeSettings(defaultSettings, options?.settings ?? {}), chosen);
  const analysis = await analyze(root, host, { settings, now: Date.now(), broker, layers });
  if (analysis) return analysis;
  const name = names.at(-1) ?? '';
  throw new UsageError(t('{name}: not recognised as a broker’s configuration; say which with --broker', { name }));
}

function filesOf({ model }: Analysis, { names }: Request, { cwd }: Io): (file: FileId) => ShownFile {
  const texts = new Map(model.trees.map(({ file, text }) => [file, text]));
  const given = new Map(names.map((name) => [pathIds.id(path.resolve(cwd, name)), name]));
  return (file) => ({
    name: given.get(file) ?? path.relative(cwd, pathIds.path(file) ?? file),
    text: texts.get(file) ?? '',
  });
}

const USAGE = `Usage: mqtt-security show FILE… [options]

Prints every option of a configuration with its value and where that comes from: file and line, the environment, or the
default of the version. Of several files each overrides those before it; of one emqx.conf, base.hocon and cluster.hocon
are read along where they are in their places. Secrets are masked.

  --format text|json        for people or for programs
  --raw                     EMQX: the merged value alone, as JSON, as EMQX itself reads it; secrets are in it
  --show-secrets            do not mask passwords, cookies and keys
  --broker NAME             ${brokers.map(({ id }) => id).join(', ')}, where the file does not tell
  --broker-version VERSION  the defaults of this version, e.g. 5.10 (the newest known)

Exit code: 0 shown, 1 shown as far as the broker could read it, 2 wrong usage or an unusable file.
`;
