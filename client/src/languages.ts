import type { TextDocument } from 'vscode';
import { FILE_LANGUAGE_IDS, LANGUAGE_IDS } from './languages.generated';

export { FILE_LANGUAGE_IDS, LANGUAGE_IDS };

/** Diff and history views (`git:` and the like) are left alone: nobody can fix what they show. */
export const SCHEMES: readonly string[] = ['file', 'untitled', 'vscode-vfs'];

export function isBrokerDocument({ languageId, uri }: TextDocument): boolean {
  return SCHEMES.includes(uri.scheme) && Object.values(LANGUAGE_IDS).includes(languageId);
}

/** Where the environment of a container is written; the server looks at the content and leaves what is not EMQX's alone. */
export const ENVIRONMENT_FILES =
  '**/{compose,compose.*,compose-*,docker-compose,docker-compose.*,docker-compose-*,.env,.env.*,*.env}';

/** Such a file with a variable of EMQX. Most of them have none, and should not wake the server. */
function isEnvironmentDocument(document: TextDocument): boolean {
  return (
    /(?:^|\/)(?:(?:docker-)?compose(?:[.-][^/]*)?\.ya?ml|\.env(?:\.[^/]*)?|[^/]*\.env)$/.test(document.uri.path) &&
    /\bEMQX_/i.test(document.getText())
  );
}

/** What the language server is told of. */
export function isCheckedDocument(document: TextDocument): boolean {
  const { languageId, uri } = document;
  if (SCHEMES.includes(uri.scheme) && isEnvironmentDocument(document)) return true;
  return isBrokerDocument(document) || (SCHEMES.includes(uri.scheme) && FILE_LANGUAGE_IDS.includes(languageId));
}
