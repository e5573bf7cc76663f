import { resolveReference, type Contract, type JsonObject, type Operation, type ParameterObject } from '@guichet/front';
import { formType, textsOf, withParameter, type ContractRequest, type RequestBody } from '../request.ts';
import { valueOf } from './values.ts';

/** A value for a parameter: its example, or one that its schema allows. */
export function parameterValue({ document }: Contract, parameter: ParameterObject): unknown {
  const { example, schema } = parameter as ParameterObject & { example?: unknown };
  return example ?? valueOf(document, schema);
}

export interface NamedBody {
  name: string;
  value: unknown;
}

/** The examples of a body, by name. */
export function exampleBodies(contract: Contract, operation: Operation): NamedBody[] {
  const [media] = Object.values(operation.requestBody?.content ?? {}) as { schema?: unknown; examples?: JsonObject }[];
  if (!media) return [];
  const named = Object.entries(media.examples ?? {}).map(([name, example]) => ({
    name,
    value: (resolveReference(contract.document, example) as { value?: unknown }).value,
  }));
  return named.length > 0 ? named : [{ name: 'of its schema', value: valueOf(contract.document, media.schema) }];
}

export const mediaTypeOf = (operation: Operation): string => Object.keys(operation.requestBody?.content ?? {})[0] ?? '';

/** A body as its media type writes it. */
export function encode(type: string, value: unknown): RequestBody {
  const isForm = type === formType;
  return {
    type,
    text: isForm ? new URLSearchParams(value as Record<string, string>).toString() : JSON.stringify(value),
  };
}

/** The least that the contract asks for: required parameters, and a body where one is required. */
export function plainRequest(contract: Contract, operation: Operation): ContractRequest {
  const body = operation.requestBody?.required ? exampleBodies(contract, operation)[0] : undefined;
  const empty: ContractRequest = {
    operation,
    access: 'granted',
    path: {},
    query: [],
    headers: {},
    body: body && encode(mediaTypeOf(operation), body.value),
  };
  return operation.parameters
    .filter(({ required }) => required)
    .reduce((request, each) => withParameter(request, each, textsOf(each, parameterValue(contract, each))), empty);
}
