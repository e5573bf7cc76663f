/** A bundled OpenAPI document, of which only what a call needs is read. */
export interface Document {
  servers?: { url: string }[];
  security?: Record<string, string[]>[];
  components?: object;
}

/** An operation with what its path says about it. */
export interface Endpoint {
  path: string;
  method: string;
  pathItem: object;
  operation: object;
}

export interface CurlOptions {
  /** Prefix of the variables with the address and the credential. */
  envPrefix?: string;
  /** The variable with the address, when it is not `<envPrefix>BASE_URL`. */
  baseUrl?: string;
  /** A body, for an operation that has no example of its own. */
  body?: unknown;
}

/** A curl command that calls an operation with the examples of the contract, to be pasted into a shell. */
export function curlSample(document: Document, endpoint: Endpoint, options?: CurlOptions): string;
