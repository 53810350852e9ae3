import { quoteText } from '../../../syntax/hocon-errors';
import { isTaken, optionTo } from './translate-options';
import { textOf } from './view';
import { put, take, type Writing } from './writing';

/** Pre-shared keys, and the programs that 4.x asks before it lets clients act. */
export function programs(writing: Writing): void {
  preSharedKeys(writing);
  hooks(writing);
}

/** The plugin is on where its file is. */
function preSharedKeys(writing: Writing): void {
  if (!optionTo(writing, 'psk.file.path', 'psk_authentication.init_file', 'text')) return;
  put(writing, 'psk_authentication.enable', 'true');
  optionTo(writing, 'psk.file.delimiter', 'psk_authentication.separator', 'text');
}

const FILES = ['cacertfile', 'certfile', 'keyfile'] as const;

function hooks(writing: Writing): void {
  const names = [...writing.view.options.keys()].flatMap(
    (key) => /^exhook\.server\.([\w-]+)\.url$/.exec(key)?.[1] ?? [],
  );
  const servers = names.flatMap((name) => server(writing, name));
  if (servers.length > 0) writing.lines.push('exhook.servers = [', ...servers.map((line) => `  ${line}`), ']');
}

/** Without a word 4.x allows nothing that the program did not answer. */
function server(writing: Writing, name: string): string[] {
  const at = `exhook.server.${name}`;
  const url = take(writing, `${at}.url`);
  if (url === undefined || !/^https?:\/\//.test(url)) {
    writing.used.delete(`${at}.url`);
    return [];
  }
  const action = take(writing, 'exhook.request_failed_action') === 'ignore' ? 'ignore' : 'deny';
  const timeouts = ['request_timeout', 'auto_reconnect', 'pool_size'].flatMap((option) => {
    const text = textOf(writing.view, `exhook.${option}`);
    const isSound = text !== undefined && /^\w+$/.test(text) && isTaken(`exhook.servers.1.${option}`, [text]);
    return isSound && take(writing, `exhook.${option}`) !== undefined ? [`${option} = ${text}`] : [];
  });
  const members = [
    `name = ${quoteText(name)}`,
    `url = ${quoteText(url)}`,
    `failed_action = ${action}`,
    ...timeouts,
    ...tls(writing, `${at}.ssl`, url),
  ];
  return [`{ ${members.join(', ')} }`];
}

function tls(writing: Writing, at: string, url: string): string[] {
  if (!url.startsWith('https:')) return [];
  const files = FILES.flatMap((name) => {
    const text = take(writing, `${at}.${name}`);
    return text === undefined ? [] : [`${name} = ${quoteText(text)}`];
  });
  const checks = files.some((line) => line.startsWith('cacertfile'));
  return [`ssl = { ${['enable = true', `verify = ${checks ? 'verify_peer' : 'verify_none'}`, ...files].join(', ')} }`];
}
