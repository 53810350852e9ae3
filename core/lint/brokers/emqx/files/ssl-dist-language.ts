import { type Message, t } from '../../../../facts/message';
import type { FileLanguage } from '../../../broker';
import { emptyModel, NO_DRAFTS } from '../../../empty-model';
import type { Draft } from '../../../finding';
import type { Workspace } from '../../../load';
import type { BrokerModel } from '../../../model';
import { parseErlangTerms } from '../../../syntax/erlang-terms';
import type { Tree } from '../../../tree';
import { indexReferences } from '../references';
import { schema } from '../schema';
import { optionOf, sectionsOf, spanOf, stringOf } from './ssl-dist';
import { sslDistEditor } from './ssl-dist-editor';
import { type NodeEnds, nodeEnds, nodeFileReferences } from './ssl-dist-ends';

/** `ssl_dist.conf`: TLS between nodes where `cluster.proto_dist` says so; read along with that configuration or alone. */
export const SSL_DIST: FileLanguage = {
  id: 'emqx',
  role: 'cluster-tls',
  name: 'EMQX cluster TLS',
  languageId: 'emqx-ssl-dist',
  fileNames: ['**/emqx/**/ssl_dist.conf', '**/emqx*ssl_dist.conf'],
  maybeFileNames: ['**/ssl_dist.conf', '**/ssl_dist.conf.*', '**/*ssl_dist*.conf'],
  looksLike: (text) => /^(?:[\s\uFEFF]|%[^\n]*)*\[?(?:\s|%[^\n]*\n)*\{\s*(?:server|client)\s*,/.test(text),
  versions: schema.versions,
  textLimit: 1024 * 1024,
  parse: parseErlangTerms,
  includes: () => [],
  references: nodeFileReferences,
  model: (workspace) => {
    const base = emptyModel(workspace);
    const { references, trees, fileModes } = workspace;
    const ends = trees.map((tree) => nodeEnds(tree, indexReferences(references), false));
    return {
      ...base,
      references,
      ...merged(ends),
      secrets: trees.flatMap(secretsOf),
      fileModes,
      language: { ...NO_DRAFTS, 'syntax-error': trees.flatMap((tree) => problems(tree, false)) },
    };
  },
  editor: sslDistEditor,
};

/** The model of a configuration together with what the file says that it switches on. */
export function withNodeTls(model: BrokerModel, { namedFiles = [], references }: Workspace): BrokerModel {
  const trees = namedFiles.flatMap(({ role, tree }) => (role === 'cluster-tls' && tree ? [tree] : []));
  if (trees.length === 0) return model;
  const { listeners, outgoing } = merged(trees.map((tree) => nodeEnds(tree, indexReferences(references), true)));
  return {
    ...model,
    listeners: [...model.listeners, ...listeners],
    outgoing: [...model.outgoing, ...outgoing],
    language: {
      ...model.language,
      'syntax-error': [...model.language['syntax-error'], ...trees.flatMap((tree) => problems(tree, true))],
    },
  };
}

function merged(ends: readonly NodeEnds[]): NodeEnds {
  return { listeners: ends.flatMap((end) => end.listeners), outgoing: ends.flatMap((end) => end.outgoing) };
}

/** The password of the key. */
function secretsOf(tree: Tree) {
  return sectionsOf(tree).flatMap((section) => {
    const option = optionOf(section, 'password');
    const text = stringOf(option);
    return text && text.text !== '' ? [{ option: 'password', at: spanOf(section, text.range) }] : [];
  });
}

/** Any expression of Erlang may stand there (`ssl_dist_sup:consult/1`); terms are what is read here. */
const COMPUTED = /\b(?:fun|case|if|begin|try|receive|maybe)\b|[\w')]\s*[:(]|[+*/]|[\w)\]]\s*-|[^=]=(?!>)|\|\|/;

function isComputed({ text }: Tree): boolean {
  return COMPUTED.test(text.replace(/"(?:[^"\\]|\\[\s\S])*"|'(?:[^'\\]|\\[\s\S])*'|%[^\n]*/g, ' '));
}

/** What Erlang cannot read: then a node that should talk TLS does not start. */
function problems(tree: Tree, inUse: boolean): Draft[] {
  const kind = inUse ? 'fatal' : 'correctness';
  const draft = (range: { start: number; end: number }, message: Message): Draft => ({
    at: { file: tree.file, start: range.start, end: range.end },
    message,
    level: 'error',
    kind,
  });
  if (isComputed(tree)) return [];
  const errors = tree.errors.flatMap(({ range, message, fatal, fix }): Draft[] => {
    if (!fatal) return [];
    const edits = fix?.edits.map((edit) => ({ span: { file: tree.file, ...edit.range }, text: edit.text })) ?? [];
    return [{ ...draft(range, message), fixes: fix ? [{ title: fix.title, edits, safe: fix.safe }] : [] }];
  });
  const [, second] = tree.entries;
  if (errors.length > 0 || !second) return errors;
  const message = t('Erlang reads one term here, and this is a second one: put both into one list in square brackets');
  return [draft(second.range, message)];
}
