import path from 'node:path';
import { type Message, t } from '../../../core/facts/message';
import { type BrokerId, brokers, type FileId, isVersion, LEVELS, type Level } from '../../../core/lint/index';
import { decodeText } from '../decode';
import { pathIds } from '../fileIds';
import { nodeHost, TEXT_LIMIT } from '../host';
import { readOptions } from '../options';
import { toJson } from '../output/json';
import { count, type Report, reporter } from '../output/report';
import { toText } from '../output/text';
import { oneOf, readArguments } from './arguments';
import { type FixDone, fixUntilStable } from './fix';
import { EXIT, type Io, say, UsageError } from './io';
import { type LintRun, type LintRunOptions, lintTargets, namer } from './lintRun';
import { findTargets, type Target } from './targets';

/** `check PATH…`: lints files and folders. */
export async function run(args: readonly string[], io: Io): Promise<number> {
  const request = readRequest(args);
  if (request === 'help') {
    io.out(USAGE);
    return EXIT.clean;
  }
  const texts = new Map<FileId, string>();
  const host = nodeHost({ ids: pathIds, roots: [io.cwd], overlay: (file) => texts.get(file), shortLived: true });
  const options: LintRunOptions = { ...request, host, now: Date.now(), options: await optionsFrom(request, host, io) };
  const found = await targetsOf(request, options, texts, io);
  const lint = () => lintTargets(found.targets, options);
  const fixed = request.fix ? await fixUntilStable(lint, texts) : undefined;
  const result = fixed?.run ?? (await lint());
  const nameOf = namer(found.targets, io.cwd);
  const report = reportOf(result, nameOf, io);
  for (const name of found.empty) io.err(`${say(io, t('{name}: no broker configuration found', { name }))}\n`);
  for (const done of fixed?.done ?? []) io.err(`${fixLine(done, result, nameOf, io)}\n`);
  const problems = [...found.problems, ...result.problems, ...(fixed?.problems ?? [])];
  for (const problem of problems) io.err(`mqtt-security: ${say(io, problem)}\n`);
  const text = { colours: io.colours ?? false, catalogue: io.catalogue };
  io.out(request.format === 'json' ? toJson(report) : toText(report, text));
  return exitCode(report, result, problems, request.failOn);
}

interface Request {
  readonly names: readonly string[];
  readonly format: 'text' | 'json';
  readonly broker: BrokerId | undefined;
  readonly version: string | undefined;
  readonly failOn: Level | 'never';
  readonly fix: boolean;
  readonly config: string | undefined;
  readonly ignoreComments: boolean;
  readonly stdinName: string | undefined;
}

const OPTIONS = {
  format: { type: 'string', default: 'text' },
  broker: { type: 'string' },
  'broker-version': { type: 'string' },
  'fail-on': { type: 'string', default: 'error' },
  fix: { type: 'boolean', default: false },
  config: { type: 'string' },
  'no-ignore-comments': { type: 'boolean', default: false },
  'stdin-filename': { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

function readRequest(args: readonly string[]): Request | 'help' {
  const { values, positionals: names } = readArguments(args, OPTIONS);
  if (values.help) return 'help';
  if (names.length === 0) throw new UsageError(t('name the files or folders to check, or - for standard input'));
  if (names.includes('-') && names.length > 1) throw new UsageError(t('- cannot be combined with other paths'));
  if (names.includes('-') && values.fix) throw new UsageError(t('--fix needs a file: standard input cannot be fixed'));
  const version = values['broker-version'];
  if (version !== undefined && !isVersion(version)) {
    throw new UsageError(t('--broker-version must be a version such as 2.0.11, or auto, not “{version}”', { version }));
  }
  return {
    names,
    format: oneOf('--format', values.format, ['text', 'json']),
    broker:
      values.broker === undefined
        ? undefined
        : oneOf(
            '--broker',
            values.broker,
            brokers.map(({ id }) => id),
          ),
    version,
    failOn: oneOf('--fail-on', values['fail-on'], ['error', 'warning', 'info', 'hint', 'never']),
    fix: values.fix,
    config: values.config,
    ignoreComments: !values['no-ignore-comments'],
    stdinName: values['stdin-filename'],
  };
}

async function optionsFrom({ config }: Request, host: LintRunOptions['host'], { cwd }: Io) {
  if (config === undefined) return undefined;
  const options = await readOptions(pathIds.id(path.resolve(cwd, config)), host);
  if (options) return options;
  throw new UsageError(t('the options file {config} does not exist', { config }));
}

async function targetsOf(request: Request, options: LintRunOptions, texts: Map<FileId, string>, io: Io) {
  if (!request.names.includes('-')) return findTargets(request.names, { ...options, cwd: io.cwd });
  const file = pathIds.id(path.resolve(io.cwd, request.stdinName ?? 'stdin'));
  texts.set(file, await readInput(io));
  const target: Target = { file, name: request.stdinName ?? '<stdin>', explicit: request.stdinName !== undefined };
  return { targets: [target], problems: [], empty: [] };
}

async function readInput({ stdin }: Io): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stdin) {
    chunks.push(Buffer.from(chunk));
    size += chunk.length;
    if (size > TEXT_LIMIT)
      throw new UsageError(t('standard input is larger than {limit} bytes', { limit: TEXT_LIMIT }));
  }
  const decoded = decodeText(Buffer.concat(chunks));
  if (decoded.kind === 'text') return decoded.text;
  throw new UsageError(t('standard input is not a text that can be checked ({kind})', { kind: decoded.kind }));
}

function reportOf({ checked }: LintRun, nameOf: ReturnType<typeof namer>, io: Io): Report {
  const files = new Set<FileId>();
  // A finding may point into another configuration.
  const all = new Map(checked.flatMap(({ analysis }) => analysis.sources.map(({ file, text }) => [file, text])));
  const findings = checked.flatMap(({ analysis, target, only }) => {
    const own = analysis.sources.map(({ file }) => file);
    const placeOf = (file: FileId) => ({ file: nameOf(file, target), text: all.get(file) ?? '' });
    for (const file of only === undefined ? [target.file, ...own] : [only]) files.add(file);
    const shown = analysis.findings.filter(({ at }) => only === undefined || at.file === only);
    return shown.map(reporter(placeOf, analysis.broker.id, io.catalogue));
  });
  return { findings, files: files.size };
}

function fixLine(
  { file, line, title, rule }: FixDone,
  { checked }: LintRun,
  nameOf: ReturnType<typeof namer>,
  io: Io,
): string {
  const root = checked.find(({ analysis }) => analysis.model.trees.some((tree) => tree.file === file))?.target;
  const name = root ? nameOf(file, root) : file;
  return `${name}:${line}: ${say(io, t('fixed: {title} [{rule}]', { title, rule }))}`;
}

/** What could not be read was not checked, so that outweighs what was found elsewhere. */
function exitCode(
  report: Report,
  { checked }: LintRun,
  problems: readonly Message[],
  failOn: Request['failOn'],
): number {
  if (problems.length > 0) return EXIT.usage;
  if (checked.some(({ analysis }) => analysis.workspace.unreadable?.kind === 'unreadable')) return EXIT.usage;
  if (failOn === 'never') return EXIT.clean;
  const counting = LEVELS.slice(0, LEVELS.indexOf(failOn) + 1);
  return counting.some((level) => count(report, level) > 0) ? EXIT.found : EXIT.clean;
}

const USAGE = `Usage: mqtt-security check PATH… [options]

Files are checked, folders are searched for configuration files of a broker, - is standard input.
What one folder holds, and what is named file by file, is judged beside each other: a proxy and the broker behind it.

  --format text|json        for people or for programs
  --broker NAME             ${brokers.map(({ id }) => id).join(', ')}, where the file does not tell
  --broker-version VERSION  judge by this version, e.g. 2.0.11 (the newest known)
  --fail-on LEVEL           error, warning, info, hint or never: what makes exit code 1 (error)
  --fix                     apply the safe fixes
  --config FILE             options file, instead of the nearest .mqtt-security.json
  --no-ignore-comments      report what ignore comments hide
  --stdin-filename NAME     what standard input is called, and where its relative paths begin
`;
