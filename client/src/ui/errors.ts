import { type LogOutputChannel, window } from 'vscode';
import { CertificatesError } from '../../../core/certs';
import { t } from '../../../core/facts/message';
import { say } from './text';

/** Runs what the user asked for; what goes wrong is told in words, and what nobody foresaw goes to the log as well. */
export async function telling<T>(log: LogOutputChannel, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof CertificatesError) {
      void window.showErrorMessage(say(error.reason));
      return undefined;
    }
    if (error instanceof Error && error.name === 'AbortError') return undefined;
    log.error(error instanceof Error ? error : String(error));
    const reason = error instanceof Error ? error.message : String(error);
    void window.showErrorMessage(say(t('That did not work: {reason}', { reason })));
    return undefined;
  }
}
