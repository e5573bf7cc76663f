import type { OperationObject, ParameterObject, RequestBodyObject, SecurityRequirement } from './document.ts';

export type Method = 'GET' | 'PUT' | 'POST' | 'DELETE' | 'OPTIONS' | 'HEAD' | 'PATCH' | 'TRACE';

export const methods: readonly Method[] = ['GET', 'PUT', 'POST', 'DELETE', 'OPTIONS', 'HEAD', 'PATCH', 'TRACE'];

/** How a list operation is paged (`x-pagination`). The values are property names. */
export interface Pagination {
  style: string;
  page: string;
  limit: string;
  items: string;
  pages: string;
}

/** One operation of the contract. */
export interface Operation {
  operationId: string;
  method: Method;
  /** As in the contract: `/pets/{petId}`. */
  path: string;
  /** With the server's base path in front: `/v1/pets/{petId}`. */
  fullPath: string;
  /** The Fastify route: `/v1/pets/:p0`. */
  url: string;
  /** OpenAPI names of the route's positional parameters. */
  pathParameters: readonly string[];
  /** Alternatives, one of which must hold. Empty: open to everybody. */
  security: readonly SecurityRequirement[];
  /** Parameters of the path and of the operation, references resolved. */
  parameters: readonly ParameterObject[];
  requestBody?: RequestBodyObject;
  /** What the operation may be used for (`x-usage`). */
  usage: readonly string[];
  /** Member of the authorization server's metadata that this operation is (`x-oauth-endpoint`). */
  oauthEndpoint?: string;
  pagination?: Pagination;
  /** What a request uses of a rate limit (`x-rate-limit-cost`). Default 1. */
  cost: number;
  /** The operation as the contract holds it. */
  definition: OperationObject;
}

/** `GET /pets/{petId}` becomes `getPetsPetId`. */
export function deriveOperationId(method: Method, path: string): string {
  const words = path.split(/[^A-Za-z0-9]+/).filter(Boolean);
  return method.toLowerCase() + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}
