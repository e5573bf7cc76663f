import { startMock } from '@guichet/mock';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the mock is. */
    mockUrl: string;
  }
}

/** Starts the mock for the tests of a run, unless one runs already and MOCK_URL says where. */
export default async function setup({ provide }: TestProject): Promise<(() => Promise<void>) | void> {
  if (process.env.MOCK_URL) return provide('mockUrl', process.env.MOCK_URL);
  const mock = await startMock({ port: 0 });
  provide('mockUrl', mock.url);
  return () => mock.close();
}
