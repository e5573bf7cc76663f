import { resolve } from './references.js';

/**
 * A program that calls an operation by an SDK, where nothing has to be said for it: it is public, and reads without a
 * required parameter. Undefined for any other, whose program somebody writes.
 *
 * @param {import('./curl.js').Document} document
 * @param {import('./curl.js').Endpoint} endpoint
 * @param {string} sdk name of its package
 * @returns {string | undefined}
 */
export function programSample(document, { method, pathItem, operation }, sdk) {
  const parameters = [...(operation.parameters ?? []), ...(pathItem.parameters ?? [])];
  const isAsked = parameters.some((parameter) => resolve(document, parameter).required);
  const isOfSdk = operation['x-usage']?.includes('public') && operation['x-oauth-endpoint'] === undefined;
  if (method !== 'get' || isAsked || !isOfSdk) return undefined;
  const call = `client.${operation.operationId}()`;
  const use = operation['x-pagination']
    ? `for await (const item of ${call}) {\n  console.log(item);\n}`
    : `console.log(await ${call});`;
  return `import { createClient } from '${sdk}';\n\nconst client = createClient();\n\n${use}\n`;
}
