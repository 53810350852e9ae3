import path from 'node:path';
import { Uri, window, workspace } from 'vscode';
import { AUTHORITY_STEMS, CertificatesError, planSet } from '../../../../core/certs';
import { t } from '../../../../core/facts/message';
import { type Destination, wishesOf } from '../../configuration';
import { type Choice, choose, chooseFolder } from '../prompts';
import { type Frame, mapReply, type Reply, type Step } from '../steps';
import { say } from '../text';
import { type Answers, type AuthorityChoice, setOptions } from './answers';

/** Asked only where the command was not started from a listener. */
export function listener(open: Destination | undefined): Step<Answers> {
  return {
    applies: ({ set }) => set !== 'clients' && open?.chosen === false && open.listeners.length > 1,
    ask: async (answers, frame) => {
      const choices = (open?.listeners ?? []).map((label): Choice<string> => ({ label, value: label }));
      const reply = await choose(frame, {
        prompt: t('Listener that gets the certificate'),
        choices,
        active: (label) => label === answers.listener,
      });
      return mapReply(reply, (label) => ({ ...answers, listener: label, ...(open && wishesOf(open, label)) }));
    },
  };
}

export function directory(open: Destination | undefined): Step<Answers> {
  const ask = async (answers: Answers, frame: Frame): Promise<Reply<Answers>> => {
    const reply = await chooseDirectory(open, answers, frame);
    if (typeof reply === 'string') return reply;
    const authority = { issuer: 'ca', makeIntermediate: false, encrypt: false };
    const chosen = { ...answers, directory: reply.value, authority };
    try {
      const { caKeyEncrypted, reuseCa } = await planSet(setOptions(chosen));
      return { value: { ...chosen, caKeyEncrypted, issuers: reuseCa ? await issuersIn(chosen) : [] } };
    } catch (error) {
      // The folder's authority cannot issue, or there is none: another folder may do.
      if (!(error instanceof CertificatesError)) throw error;
      await window.showErrorMessage(say(error.reason));
      return ask(chosen, frame);
    }
  };
  return { ask };
}

/** The authorities of the folder that can issue. */
async function issuersIn(answers: Answers): Promise<readonly string[]> {
  const found = AUTHORITY_STEMS.map(async (issuer) => {
    const plan = planSet({ ...setOptions(answers), authority: 'reuse', issuer });
    return plan.then(
      () => [issuer],
      () => [],
    );
  });
  return (await Promise.all(found)).flat();
}

async function chooseDirectory(open: Destination | undefined, answers: Answers, frame: Frame): Promise<Reply<string>> {
  const folders = proposedFolders(open, answers);
  const choices = folders.map((folder) => ({
    label: workspace.asRelativePath(folder, false),
    description: folder,
    ...(folder === answers.files?.directory ? { detail: say(t('Where the listener expects its files')) } : {}),
    value: folder,
  }));
  const other = { label: `$(folder-opened) ${say(t('Other folder…'))}`, value: '' };
  const reply = await choose(frame, {
    prompt: t('Folder for the files'),
    choices: [...choices, other],
    active: (folder) => folder !== '' && folder === answers.directory,
  });
  if (typeof reply === 'string' || reply.value !== '') return reply;
  const start = folders[0] === undefined ? undefined : Uri.file(path.dirname(folders[0]));
  const picked = await chooseFolder(t('Folder for the certificates'), start);
  return picked ? { value: picked.fsPath } : 'cancel';
}

function proposedFolders(open: Destination | undefined, { files }: Answers): readonly string[] {
  const wanted = files ? [files.directory] : [];
  const beside =
    open?.document.uri.scheme === 'file' ? [path.join(path.dirname(open.document.uri.fsPath), 'certs')] : [];
  const folders = (workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  return [...new Set([...wanted, ...beside, ...folders.map(({ uri }) => path.join(uri.fsPath, 'certs'))])];
}

/** Which authority issues: one of the folder, or a new one. */
export const authority: Step<Answers> = {
  ask: async (answers, frame) => {
    const choices = answers.issuers.length > 0 ? existing(answers.issuers) : newAuthorities();
    const reply = await choose(frame, { prompt: t('Authority that issues the certificates'), choices });
    if (typeof reply === 'string') return reply;
    const chosen = { ...answers, authority: reply.value };
    const { caKeyEncrypted } = await planSet(setOptions(chosen));
    return { value: { ...chosen, caKeyEncrypted } };
  },
};

function newAuthorities(): readonly Choice<AuthorityChoice>[] {
  const root = { issuer: 'ca', makeIntermediate: false, encrypt: false };
  return [
    {
      label: say(t('New authority')),
      detail: say(t('Its private key is for your account alone, and not encrypted')),
      value: root,
    },
    {
      label: say(t('New authority, key encrypted')),
      detail: say(t('Each time it issues, you are asked for the passphrase')),
      value: { ...root, encrypt: true },
    },
    {
      label: say(t('New root and intermediate authority')),
      detail: say(t('The intermediate issues; the key of the root can be kept offline')),
      value: { ...root, makeIntermediate: true },
    },
    {
      label: say(t('New root and intermediate authority, keys encrypted')),
      detail: say(t('Both with one passphrase')),
      value: { ...root, makeIntermediate: true, encrypt: true },
    },
  ];
}

function existing(issuers: readonly string[]): readonly Choice<AuthorityChoice>[] {
  const plain = { makeIntermediate: false, encrypt: false };
  const there = issuers
    .map((issuer) => ({
      label: `${issuer}.crt`,
      detail: say(t('The authority in the folder')),
      value: { ...plain, issuer },
    }))
    // Where there is one below the root, it is there to issue.
    .reverse();
  if (issuers.length > 1) return there;
  const made = { issuer: 'ca', makeIntermediate: true, encrypt: false };
  return [
    ...there,
    { label: say(t('New intermediate authority')), detail: say(t('Issued by the one in the folder')), value: made },
    {
      label: say(t('New intermediate authority, key encrypted')),
      detail: say(t('Issued by the one in the folder, with a passphrase of its own')),
      value: { ...made, encrypt: true },
    },
  ];
}
