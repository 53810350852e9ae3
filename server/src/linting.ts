import type { Catalogue } from '../../core/facts/message';
import {
  type Analysis,
  analyze,
  defaultSettings,
  type FileId,
  type Finding,
  type Host,
  type Model,
  mergeSettings,
  olderModel,
  type Settings,
  withMappings,
} from '../../core/lint/index';
import { type Analyses, analyses } from './analyses';
import { type Converter, converter } from './convert';
import type { Documents } from './documents';
import { uriIds } from './fileIds';
import { neighbours } from './neighbours';
import { type FoundOptions, findOptions, readOptions } from './options';
import { rootFinder } from './roots';

/** One configuration as analysed, and how to say it to the client. */
export interface Result {
  readonly root: FileId;
  readonly analysis: Analysis | undefined;
  readonly options: FoundOptions | undefined;
  readonly converter: Converter;
}

/** A finding and the analysis that it is part of. */
export interface Found {
  readonly finding: Finding;
  readonly result: Result;
}

/** In a larger file nobody reads each listener, and a second model of it is not worth the time. */
const MOST_COMPARED = 200;

/** Where no version is set: the model by the version before the newest, to tell what differs. */
export function olderModelOf({ analysis }: Result): Model | undefined {
  const few = analysis !== undefined && analysis.model.listeners.length <= MOST_COMPARED;
  return few ? olderModel(analysis.workspace) : undefined;
}

/** Where the paths that this configuration writes are here, as its settings say. */
export function mappedHost(host: Host, result: Result | undefined): Host {
  const { root, analysis } = result ?? {};
  return root !== undefined && analysis ? withMappings(host, analysis.settings.pathMappings, root) : host;
}

export interface Linting {
  /** Every configuration that the file is part of: those that include it, else the file on its own. */
  results(file: FileId): Promise<readonly Result[]>;
  /** As `results`, with what shows only beside other configurations of the same place that are open. */
  judged(file: FileId): Promise<readonly Result[]>;
  /** Every configuration, in the same way, as far as it is known already. */
  all(): readonly Result[];
  /** As `results`, but what is known already, without waiting. */
  known(file: FileId): readonly Result[];
  readonly analyses: Analyses<Result>;
  /** Forgets configurations that no open document is part of. */
  tidy(): void;
  /** Files have come or gone: a fragment may now be part of another configuration. */
  searchAgain(): void;
}

export interface LintingOptions {
  readonly documents: Documents;
  readonly host: () => Host;
  readonly settings: (file: FileId) => Promise<Partial<Settings>>;
  readonly catalogue: Catalogue | undefined;
  /** What a file belongs to with others; undefined: nothing. */
  readonly placeOf: (file: FileId) => FileId | undefined;
  /** Milliseconds without an edit before an analysis begins; undefined: it begins at once. */
  readonly shortestQuiet: number | undefined;
}

export function linting(options: LintingOptions): Linting {
  const { documents, host, shortestQuiet, catalogue, placeOf } = options;
  const judgedTogether = neighbours(documents.uriOf, catalogue);
  const run = (root: FileId, recording: Host): Promise<Result> =>
    analyseRoot(root, recording, options, cache.last(root));
  const cache: Analyses<Result> = analyses({ host, run, shortestQuiet });
  const searches = new Map<FileId, Promise<void>>();

  function rootsOf(file: FileId): readonly FileId[] {
    const including = [...cache.all()].filter(([root, result]) => root !== file && includes(result, file));
    return including.length > 0 ? including.map(([root]) => root) : [file];
  }

  /** A fragment opened on its own: is the configuration that includes it beside it? */
  async function searchRoots(file: FileId): Promise<void> {
    const broker = documents.broker(file);
    if (!broker || rootsOf(file)[0] !== file) return;
    const candidates = await rootFinder(host())(file, broker);
    await Promise.all(candidates.map(cache.current));
    tidy();
  }

  function tidy(): void {
    const open = [...documents.ids];
    for (const file of searches.keys()) if (!documents.isOpen(file)) searches.delete(file);
    for (const [root, result] of [...cache.all()]) {
      if (!open.some((file) => file === root || includes(result, file))) cache.forget(root);
    }
  }

  async function results(file: FileId): Promise<readonly Result[]> {
    const search = searches.get(file) ?? searchRoots(file);
    searches.set(file, search);
    await search;
    for (;;) {
      const roots = rootsOf(file);
      const found = await Promise.all(roots.map(cache.current));
      // An analysis may show that the file is no longer included, or now is.
      if (String(rootsOf(file)) === String(roots)) return found.filter((result) => result !== undefined);
    }
  }

  /** Configurations that open documents are part of, in the place of this one; only where a proxy is among all. */
  function neighboursOf(root: FileId): readonly FileId[] {
    const place = placeOf(root);
    const proxied = [...cache.all()].some(([, { analysis }]) => analysis?.broker.proxy);
    if (place === undefined || !proxied) return [];
    const roots = new Set([...documents.ids].flatMap(rootsOf));
    return [...roots].filter((other) => placeOf(other) === place);
  }

  function besideOthers(result: Result): Result {
    const group = neighboursOf(result.root).flatMap((root) => cache.last(root) ?? []);
    return judgedTogether(group).get(result) ?? result;
  }

  async function judged(file: FileId): Promise<readonly Result[]> {
    const own = await results(file);
    await Promise.all(own.flatMap(({ root }) => neighboursOf(root)).map(cache.current));
    return (await results(file)).map(besideOthers);
  }

  const all = () => [...cache.all()].map(([, result]) => besideOthers(result));
  const known = (file: FileId) => rootsOf(file).flatMap((root) => cache.last(root) ?? []);
  return { results, judged, all, known, analyses: cache, tidy, searchAgain: () => searches.clear() };
}

async function analyseRoot(
  root: FileId,
  host: Host,
  { documents, settings, catalogue }: LintingOptions,
  last: Result | undefined,
): Promise<Result> {
  const options = await findOptions(root, uriIds, (candidate) => readOptions(candidate, host));
  const chosen = mergeSettings(mergeSettings(defaultSettings, await settings(root)), options?.settings ?? {});
  const language = documents.broker(root)?.languageId;
  const previous = last?.analysis;
  const analysis = await analyze(root, host, { language, settings: chosen, now: Date.now(), previous });
  return { root, analysis, options, converter: converterFor(analysis, last, documents.uriOf, catalogue) };
}

/** What was worked out for the last analysis is not worked out again. */
function converterFor(
  analysis: Analysis | undefined,
  last: Result | undefined,
  uriOf: Documents['uriOf'],
  catalogue: Catalogue | undefined,
): Converter {
  const { sources: texts = [], findings = [], origins } = analysis ?? {};
  const kept = origins && findings.map((finding) => [finding, origins.get(finding) ?? finding] as const);
  return converter({ texts, uriOf, catalogue, previous: last?.converter.made, kept });
}

function includes({ analysis }: Result, file: FileId): boolean {
  return analysis?.sources.some((source) => source.file === file) ?? false;
}

/** What the results say about one file; what two of them say alike is said once. */
export function findingsIn(file: FileId, results: readonly Result[]): readonly Found[] {
  const all = results.flatMap((result) => foundIn(file, result));
  if (results.length < 2) return all;
  const found = new Map<string, Found>();
  for (const each of all) {
    const { at, rule, message } = each.finding;
    const key = JSON.stringify([at.start, at.end, rule, message]);
    if (!found.has(key)) found.set(key, each);
  }
  return [...found.values()];
}

function foundIn(file: FileId, result: Result): Found[] {
  const findings = result.analysis?.findings ?? [];
  return findings.filter(({ at }) => at.file === file).map((finding) => ({ finding, result }));
}
