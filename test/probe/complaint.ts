import { spawn } from 'node:child_process';
import { format } from '../../core/facts/message';
import { explainText } from '../../core/probe';

/** What `openssl` or BoringSSL's `bssl-tool` prints when it fails, and what it is told to mean. */
export async function complaintOf(
  program: string,
  args: readonly string[],
): Promise<{ readonly text: string; readonly cause: string }> {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  const chunks: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes: Buffer) => chunks.push(bytes));
  // Its standard input stays open, so that it waits for the server's word instead of leaving.
  const late = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await new Promise((resolve, reject) => {
    child.once('close', resolve);
    child.once('error', () =>
      reject(
        new Error(
          `${program} did not run: install the package ${program === 'openssl' ? 'openssl' : 'android-boringssl'}`,
        ),
      ),
    );
  });
  clearTimeout(late);
  const said = Buffer.concat(chunks).toString('utf8').split('\n');
  const text = said.filter((line) => /error:[0-9a-f]{8}:|Error while/i.test(line)).join('\n');
  const problem = explainText(text);
  return { text: text || said.join('\n'), cause: problem === undefined ? 'not known' : format(problem.cause) };
}
