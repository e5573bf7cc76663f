import { explained } from './connection.ts';
import type { Deadline } from './deadline.ts';

const readers = ['arrayBuffer', 'blob', 'bytes', 'formData', 'json', 'text'] as const;

/** Runs a read under the deadline, and says what a cut connection should have said. */
export async function underDeadline<T>(read: () => Promise<T>, deadline: Deadline, url: string): Promise<T> {
  deadline.phase = 'reading the body';
  try {
    return await read();
  } catch (error) {
    if (deadline.signal.aborted) throw deadline.signal.reason;
    throw await explained(error, new URL(url), 'the API');
  } finally {
    deadline.clear();
  }
}

/**
 * Lets the deadline reach over the body of a response that the caller will read, and ends with it. Whoever reads
 * `response.body` itself has until the deadline.
 */
export function boundBody(response: Response, deadline: Deadline, url: string): Response {
  if (response.body === null) {
    deadline.clear();
    return response;
  }
  deadline.phase = 'reading the body';
  deadline.handOver();
  const own = response as unknown as Record<string, () => Promise<unknown>>;
  for (const name of readers) {
    const read = own[name];
    if (read) own[name] = () => underDeadline(() => read.call(response), deadline, url);
  }
  return response;
}
