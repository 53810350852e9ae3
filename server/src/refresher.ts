import { CodeLensRefreshRequest, type Connection } from 'vscode-languageserver/node';
import type { ClientFacts } from './capabilities';
import { coalesce } from './coalesce';

/** Several files change at once, and clients ask for everything again. */
const DELAY = 150;

/** → tells the client soon that what it shows beside the text may be out of date for another reason than an edit. */
export function refresher(connection: Connection, client: ClientFacts, failed: (error: unknown) => void): () => void {
  const { inlayHintRefresh, codeLensRefresh, semanticTokensRefresh } = client;
  if (!inlayHintRefresh && !codeLensRefresh && !semanticTokensRefresh) return () => undefined;
  return coalesce(async () => {
    if (inlayHintRefresh) connection.languages.inlayHint.refresh().catch(failed);
    if (codeLensRefresh) connection.sendRequest(CodeLensRefreshRequest.type).catch(failed);
    if (semanticTokensRefresh) connection.languages.semanticTokens.refresh();
  }, DELAY);
}
