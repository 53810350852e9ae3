import type { Services } from '../extension';

export async function testConnection(_services: Services, _options?: unknown): Promise<undefined> {
  return undefined;
}
