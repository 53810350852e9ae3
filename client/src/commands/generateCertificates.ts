import type { Services } from '../extension';

export async function generateCertificates(_services: Services, _options?: unknown): Promise<undefined> {
  return undefined;
}
