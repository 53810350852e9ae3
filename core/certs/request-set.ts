import path from 'node:path';
import { t } from '../facts/message';
import { unlessAborted } from './abort';
import { CertificatesError } from './errors';
import { pemOf } from './pem';
import { type PlannedCertificate, type PlanRequest, planCertificates } from './plan';
import { exists, saveFiles } from './save';

/** A key and a request for an outside authority: what would be made. */
export interface RequestPlan {
  readonly certificate: PlannedCertificate;
  readonly requestFile: string;
  readonly keyFile: string;
  /** Those of the two files that are there already. */
  readonly existing: readonly string[];
}

/** `server` or one client is asked for; names are checked as for a certificate of one's own. */
export async function planCertificateRequest(
  request: Pick<PlanRequest, 'directory' | 'key' | 'server'> & { readonly client?: string },
): Promise<RequestPlan> {
  const clients = request.client === undefined ? [] : [request.client];
  const [certificate] = planCertificates({ ...request, clients }).certificates;
  if (certificate === undefined) throw new CertificatesError(t('a request is for a server or a client'), 'input');
  const { keyFile, certificateFile } = certificate;
  const requestFile = path.join(request.directory, `${path.parse(certificateFile).name}.csr`);
  const there = await Promise.all([requestFile, keyFile].map(exists));
  return { certificate, requestFile, keyFile, existing: [requestFile, keyFile].filter((_, index) => there[index]) };
}

/** Makes key and request and writes both or neither. */
export async function carryOutRequest(
  plan: RequestPlan,
  { force, signal }: { readonly force: boolean; readonly signal?: AbortSignal },
): Promise<void> {
  const { certificateRequest } = await import('./csr');
  const { request, key } = await unlessAborted(certificateRequest(plan.certificate), signal);
  const overwrite = (file: string) => force && plan.existing.includes(file);
  const { keyFile, requestFile } = plan;
  const keyPem = key.export({ format: 'pem', type: 'pkcs8' });
  const files = [
    { path: keyFile, mode: 0o600, content: keyPem, overwrite: overwrite(keyFile) },
    {
      path: requestFile,
      mode: 0o644,
      content: pemOf('CERTIFICATE REQUEST', request),
      overwrite: overwrite(requestFile),
    },
  ];
  await saveFiles(files, signal);
}
