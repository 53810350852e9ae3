import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { pathToFileURL } from 'node:url';

/** As much of a language client as the tests need: JSON-RPC over the server's stdio, nothing hidden. */
export interface LspClient {
  request<R>(method: string, params: unknown): Promise<R>;
  notify(method: string, params: unknown): void;
  /** Next message of that method that fits, counted from `mark()`; those that came earlier count too. */
  received<P>(method: string, fits?: (params: P) => boolean): Promise<P>;
  /** All so far. */
  all<P>(method: string): readonly P[];
  /** Forgets what came so far. */
  mark(): void;
  readonly errors: string;
  stop(): Promise<void>;
}

export interface LspClientOptions {
  readonly server: string;
  readonly capabilities: unknown;
  readonly folder: string;
  readonly initializationOptions?: unknown;
  /** Answers to the server's requests, by method; null for others. */
  readonly answers?: Readonly<Record<string, (params: unknown) => unknown>>;
}

interface Incoming {
  readonly id?: number | string;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown };
}

const PATIENCE = 10_000;

export async function lspClient(options: LspClientOptions): Promise<LspClient> {
  const child = spawn(process.execPath, [options.server, '--stdio'], { stdio: 'pipe' });
  const pending = new Map<number | string, { resolve(value: unknown): void; reject(error: Error): void }>();
  const waiting = new Set<() => void>();
  let messages: { method: string; params: unknown }[] = [];
  let errors = '';
  let lastId = 0;
  child.stderr.on('data', (text) => {
    errors += text;
  });
  readMessages(child, (message) => {
    if (message.method === undefined) return settle(message);
    messages.push({ method: message.method, params: message.params });
    if (message.id !== undefined) answer(message.id, message.method, message.params);
    for (const wake of waiting) wake();
  });

  function settle({ id, result, error }: Incoming): void {
    const request = pending.get(id ?? '');
    pending.delete(id ?? '');
    if (error) request?.reject(Object.assign(new Error(error.message), { code: error.code, data: error.data }));
    else request?.resolve(result);
  }

  function answer(id: number | string, method: string, params: unknown): void {
    write(child, { jsonrpc: '2.0', id, result: options.answers?.[method]?.(params) ?? null });
  }

  const client: LspClient = {
    request: <R>(method: string, params: unknown) => {
      const id = ++lastId;
      write(child, { jsonrpc: '2.0', id, method, params });
      const answered = new Promise<R>((resolve, reject) => {
        pending.set(id, { resolve: (value) => resolve(value as R), reject });
      });
      return withTimeout(answered, () => `no answer to ${method}; ${errors}`);
    },
    notify: (method, params) => write(child, { jsonrpc: '2.0', method, params }),
    received: <P>(method: string, fits: (params: P) => boolean = () => true) => {
      let wake: () => void = () => undefined;
      const found = new Promise<P>((resolve) => {
        wake = () => {
          const match = messages.find((message) => message.method === method && fits(message.params as P));
          if (match) resolve(match.params as P);
        };
        waiting.add(wake);
        wake();
      });
      const seen = () => JSON.stringify(messages.filter((message) => message.method === method));
      return withTimeout(found, () => `no fitting ${method}; came: ${seen()}; ${errors}`).finally(() =>
        waiting.delete(wake),
      );
    },
    all: <P>(method: string) =>
      messages.filter((message) => message.method === method).map(({ params }) => params as P),
    mark: () => {
      messages = [];
    },
    get errors() {
      return errors;
    },
    stop: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      await client.request('shutdown', undefined).catch(() => undefined);
      client.notify('exit', undefined);
      const timer = setTimeout(() => child.kill('SIGKILL'), 2000);
      await ended;
      clearTimeout(timer);
    },
  };
  await initialize(client, options).catch((error: unknown) => {
    child.kill();
    throw error;
  });
  return client;
}

async function initialize(client: LspClient, options: LspClientOptions): Promise<void> {
  const uri = pathToFileURL(options.folder).href;
  await client.request('initialize', {
    processId: process.pid,
    rootUri: uri,
    workspaceFolders: [{ uri, name: 'test' }],
    capabilities: options.capabilities,
    initializationOptions: options.initializationOptions,
  });
  client.notify('initialized', {});
}

function write(child: ChildProcessWithoutNullStreams, message: unknown): void {
  const body = JSON.stringify(message);
  child.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
}

/** Chunks are put together once a message is there as a whole, as real clients do: large answers come in many. */
function readMessages(child: ChildProcessWithoutNullStreams, take: (message: Incoming) => void): void {
  let chunks: Buffer[] = [];
  let size = 0;
  let wanted = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    size += chunk.length;
    if (size < wanted) return;
    let buffer = Buffer.concat(chunks);
    wanted = 0;
    for (;;) {
      const end = buffer.indexOf('\r\n\r\n');
      if (end < 0) break;
      const length = Number(/Content-Length: (\d+)/i.exec(buffer.subarray(0, end).toString())?.[1]);
      wanted = end + 4 + length;
      if (buffer.length < wanted) break;
      const body = buffer.subarray(end + 4, wanted).toString();
      buffer = buffer.subarray(wanted);
      wanted = 0;
      take(JSON.parse(body) as Incoming);
    }
    chunks = [buffer];
    size = buffer.length;
  });
}

function withTimeout<T>(promise: Promise<T>, message: () => string): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(message())), PATIENCE);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
