import type { OperationModel } from 'redoc';
import { identity } from '../../../guichet.config.ts';
import { curlSample as fromContract } from '../../../spec/plugins/curl.js';
import type { Document, Endpoint } from '../openapi.ts';

/**
 * A curl command for an operation of a contract that was bundled without the kit's decorator, which adds one itself. A body
 * that has no example is the one that Redoc makes of its schema.
 */
export function curlSample(document: Document, endpoint: Endpoint, model: OperationModel): string {
  const [media] = model.requestBody?.content?.mediaTypes ?? [];
  const body: unknown = Object.values(media?.examples ?? {})[0]?.value;
  return fromContract(document, endpoint, { envPrefix: identity.envPrefix, body });
}
