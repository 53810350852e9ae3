import { NO_DRAFTS } from '../../../empty-model';
import type { Draft } from '../../../finding';
import type { Workspace } from '../../../load';
import type { BrokerModel, LanguageRule } from '../../../model';
import type { FileId } from '../../../source';
import type { ComposeService, Variable } from '../../../syntax/compose';
import { readDotenv } from '../../../syntax/dotenv';
import type { Tree } from '../../../tree';
import { emqxModel } from '../model';
import { schemaVersion } from '../schema-version';
import { misspelt } from './names';
import { emqxServices } from './services';
import { entriesOf } from './variables';

/** Every service is a node with a configuration of its own: its variables over the files that it is given. */
export function environmentModel(workspace: Workspace): BrokerModel {
  const { root, trees } = workspace;
  const main = trees.find(({ file }) => file === root);
  if (!main?.environment) return emqxModel(workspace);
  const services = /\.ya?ml$/i.test(root) ? emqxServices(main.text) : [];
  const parts = serviceWorkspaces(workspace).map((each) => gently(emqxModel(each.workspace), workspace));
  const names = trees
    .filter(({ environment }) => environment)
    .flatMap((tree) => namesIn(tree, services, workspace.version));
  return joined(parts, names, workspace);
}

/** In a file called .env variables may be meant for the compose file, which can give them any name. */
function namesIn({ file, text }: Tree, services: readonly ComposeService[], version: string): readonly Draft[] {
  if (/\.ya?ml$/i.test(file)) return services.flatMap(({ variables }) => misspelt(file, variables, version));
  return /(?:^|\/)\.env$/.test(file) ? [] : misspelt(file, readDotenv(text), version);
}

/** What the node of each container reads: its variables over the files that it is given, in the version of its image. */
export function serviceWorkspaces(
  workspace: Workspace,
): readonly { readonly name: string; readonly workspace: Workspace }[] {
  const main = workspace.trees.find(({ file }) => file === workspace.root);
  if (!main?.environment) return [{ name: '', workspace }];
  if (!/\.ya?ml$/i.test(main.file)) return [{ name: '', workspace: { ...workspace, fragment: true } }];
  return emqxServices(main.text).map((service) => ({
    name: service.name,
    workspace: serviceWorkspace(workspace, main, service),
  }));
}

function serviceWorkspace(workspace: Workspace, main: Tree, service: ComposeService): Workspace {
  const fileOf = ({ range }: { readonly range: { readonly start: number } }): readonly FileId[] =>
    workspace.includes.find((include) => include.from === main.file && include.range.start === range.start)?.files ??
    [];
  const configurations = service.mounts.flatMap(fileOf);
  const layers = [...configurations, ...service.environmentFiles.flatMap(fileOf)];
  const version = versionOf(workspace, service);
  const variables = service.variables.filter(isNotMisspelt(main.file, version.version));
  const own = { ...main, entries: entriesOf(variables) };
  const trees = [own, ...workspace.trees.filter(({ file }) => file !== main.file && layers.includes(file))];
  const fragment = workspace.fragment || configurations.length === 0;
  return { ...workspace, ...version, trees: [...trees, ...included(workspace, trees)], layers, fragment };
}

/** The tag of the image tells the version, where the user does not. */
function versionOf(workspace: Workspace, { image }: ComposeService): Pick<Workspace, 'version' | 'versionAssumed'> {
  const { version, versionAssumed } = workspace;
  const tag = /:v?([5-9]\.\d+)(?:\.\d+)?(?:[-.][\w.-]*)?$/.exec(image.replace(/@sha256:.*$/, ''))?.[1];
  if (!versionAssumed || tag === undefined) return { version, versionAssumed };
  return { version: schemaVersion(tag), versionAssumed: false };
}

function isNotMisspelt(file: FileId, version: string): (variable: Variable) => boolean {
  return (variable) => misspelt(file, [variable], version).length === 0;
}

/** What the configuration files include in their turn. */
function included({ trees, includes }: Workspace, from: readonly Tree[]): Tree[] {
  const reached = new Set(from.map(({ file }) => file));
  const found: Tree[] = [];
  for (const { from: file, files } of includes) {
    if (!reached.has(file) || file === from[0]?.file) continue;
    for (const tree of trees.filter((each) => files.includes(each.file) && !reached.has(each.file))) {
      reached.add(tree.file);
      found.push(tree);
    }
  }
  return found;
}

/** An unknown name in the environment is a warning in EMQX's log; in a file it would be the end. */
function gently(model: BrokerModel, { trees }: Workspace): BrokerModel {
  const environments = new Set(trees.filter(({ environment }) => environment).map(({ file }) => file));
  const unknown = model.language['unknown-directive'].map(
    (draft): Draft => (environments.has(draft.at.file) ? { ...draft, kind: 'correctness', level: 'warning' } : draft),
  );
  return { ...model, language: { ...model.language, 'unknown-directive': unknown } };
}

function joined(parts: readonly BrokerModel[], names: readonly Draft[], workspace: Workspace): BrokerModel {
  const { broker, version, versionAssumed, root, trees, now, expiryDays, references } = workspace;
  const [first] = parts;
  const of = (rule: LanguageRule): readonly Draft[] => parts.flatMap(({ language }) => language[rule]);
  const language = { ...NO_DRAFTS };
  const rules = Object.keys(NO_DRAFTS) as LanguageRule[];
  const filled = Object.fromEntries(rules.map((rule) => [rule, of(rule)]));
  return {
    ...first,
    broker,
    version: first?.version ?? version,
    versionAssumed: parts.length === 1 ? (first?.versionAssumed ?? versionAssumed) : versionAssumed,
    root,
    trees,
    now,
    expiryDays,
    references,
    fragment: parts.length !== 1 || first?.fragment !== false,
    listeners: parts.flatMap(({ listeners }) => listeners),
    outgoing: parts.flatMap(({ outgoing }) => outgoing),
    secrets: parts.flatMap(({ secrets = [] }) => secrets),
    overridden: parts.flatMap(({ overridden = [] }) => overridden),
    language: { ...language, ...filled, 'unknown-directive': [...of('unknown-directive'), ...names] },
  };
}
