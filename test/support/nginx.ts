import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const STREAM_MODULE = '/usr/lib/nginx/modules/ngx_stream_module.so';

/** What nginx says of a configuration without starting. */
export interface Verdict {
  readonly refused: boolean;
  /** Line that it blames; undefined where it names none. */
  readonly line: number | undefined;
  readonly log: string;
}

/** `1.22.1`. */
export function nginxVersion(): string {
  const { stderr, error } = spawnSync('nginx', ['-v'], { encoding: 'utf8' });
  const version = /nginx\/(\d+\.\d+\.\d+)/.exec(stderr ?? '')?.[1];
  if (error || !version) throw new Error('nginx did not run: install the package nginx-light');
  if (!existsSync(STREAM_MODULE)) throw new Error('nginx lacks its stream module: install libnginx-mod-stream');
  return version;
}

/** Lines that stand before the text in every configuration of a test; `daemon off` keeps the process a child. */
export function preamble(directory: string): string {
  const temp = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  const paths = temp.map((name) => `${name}_temp_path ${directory}/tmp/${name};`).join(' ');
  return `load_module ${STREAM_MODULE}; daemon off; pid ${directory}/nginx.pid; error_log stderr info; events {}\n# ${paths}\n`;
}

/** A private folder; workers that run as another account can look in. */
export function nginxDirectory(): string {
  const directory = mkdtempSync(path.join(tmpdir(), 'mqtt-security-nginx-'));
  mkdirSync(path.join(directory, 'tmp'));
  return directory;
}

/** `nginx -t`: reads the configuration and every file that it names, opens the ports, and ends. */
export function tryNginx(text: string, directory: string): Verdict {
  const file = path.join(directory, 'nginx.conf');
  writeFileSync(file, text);
  const { stderr, status, error } = spawnSync('nginx', ['-t', '-p', directory, '-c', file], { encoding: 'utf8' });
  if (error) throw new Error('nginx did not run: install the package nginx-light');
  const blamed = /\[emerg\][^\n]* in [^\n]*nginx\.conf:(\d+)/.exec(stderr);
  return { refused: status !== 0, line: blamed ? Number(blamed[1]) : undefined, log: stderr };
}
