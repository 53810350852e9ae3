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

/** Where nginx is configured; which of them lead to a broker, their content tells. */
export const PROXY_FILES =
  '**/{nginx*.conf,nginx/**/*.conf,sites-available/*,sites-enabled/*,{conf,stream,http}.d/*.conf}';
/** The language of extensions for nginx; this one has none of its own. */
export const PROXY_LANGUAGE = 'nginx';

/** A configuration of nginx with a proxy to a port of MQTT. */
function isProxyDocument(document: TextDocument): boolean {
  const { languageId, uri } = document;
  const named =
    /(?:^|\/)(?:nginx[^/]*\.conf|nginx\/.*\.conf|sites-(?:available|enabled)\/[^/]*|(?:conf|stream|http)\.d\/[^/]*\.conf)$/;
  if (languageId !== PROXY_LANGUAGE && !named.test(uri.path)) return false;
  const text = document.getText();
  return /\bproxy_pass\s/.test(text) && /[:\s](?:1883|1884|8083|8084|8883|8884|9001|14567|15675)\b/.test(text);
}

/** What the language server is told of. */
export function isCheckedDocument(document: TextDocument): boolean {
  const { languageId, uri } = document;
  if (SCHEMES.includes(uri.scheme) && (isEnvironmentDocument(document) || isProxyDocument(document))) return true;
  return isBrokerDocument(document) || (SCHEMES.includes(uri.scheme) && FILE_LANGUAGE_IDS.includes(languageId));
}
