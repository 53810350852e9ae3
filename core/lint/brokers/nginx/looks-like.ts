import { parseNginx } from '../../syntax/nginx';
import { readBlocks } from './scopes';
import { brokerServers } from './servers';

/** A proxy to a broker is in it. The words alone are looked for first, for most texts have none of them. */
export function looksLike(text: string): boolean {
  if (
    !/\bproxy_pass\s/.test(text) ||
    !/\bserver\s*\{/.test(text) ||
    !/[:\s](?:1883|1884|8[08]8[34]|9001|14567|15675)\b/.test(text)
  )
    return false;
  const tree = parseNginx('', text);
  return brokerServers(readBlocks('', [tree], [])).length > 0;
}
