import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { Contract, Operation } from '@guichet/front';

export type ResponseCheck = (operation: Operation, status: number, contentType: string, body: unknown) => string[];

/** Holds answers against the contract: status, media type and body. Answers what is wrong. */
export function createResponseCheck({ document }: Contract): ResponseCheck {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema(document, 'contract');
  const known = new Map<string, ValidateFunction>();

  return (operation, status, contentType, body) => {
    const responses = operation.definition['responses'] as Record<string, unknown>;
    const response = resolve(responses[String(status)]) as { content?: Record<string, unknown> } | undefined;
    if (response === undefined) return [`${operation.operationId} declares no ${status}`];
    if (response.content === undefined) return body === undefined ? [] : ['a body, where the contract has none'];
    const mediaType = contentType.split(';')[0] ?? '';
    const media = response.content[mediaType] as { schema?: unknown } | undefined;
    if (media === undefined) return [`${operation.operationId} ${status} declares no ${mediaType}`];
    const key = `${operation.operationId} ${status}`;
    const validate = known.get(key) ?? ajv.compile(absolute(media.schema) as object);
    known.set(key, validate);
    return validate(body) ? [] : [ajv.errorsText(validate.errors)];
  };

  function resolve(value: unknown): unknown {
    const { $ref } = (value ?? {}) as { $ref?: string };
    if ($ref === undefined) return value;
    const path = $ref
      .slice(2)
      .split('/')
      .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
    return resolve(path.reduce<unknown>((node, part) => (node as Record<string, unknown>)[part], document));
  }
}

/** A schema taken out of the document, with its references pointing back into it. */
const absolute = (schema: unknown): unknown =>
  JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#/', '"$ref":"contract#/'));
