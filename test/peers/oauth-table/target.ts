/** A client that is registered with a target. */
export interface Credential {
  id: string;
  secret: string;
}

/** What a target answered, read to the end. */
export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  /** The JSON object that was answered, empty when it was none. */
  body: Readonly<Record<string, unknown>>;
}

/** A server that is asked. All are asked by the same code; they differ in where they listen and what they know. */
export interface Target {
  name: string;
  /** One of ours: it must pass. */
  ours: boolean;
  tokenUrl: string;
  /** A GET operation that wants `scope`. */
  resourceUrl: string;
  scope: string;
  /** A scope that does not open the resource. */
  otherScope: string;
  credential: Credential;
  /** A credential with `:`, `%`, `+` and a space in id and secret. */
  oddCredential: Credential;
  /** A token for the resource, of the target's own where it can issue one, whose time has passed. */
  expiredToken: string;
  /** A token for the resource, and for this target, which another issuer signed. */
  foreignToken: string;
  close(): Promise<void>;
}

export async function read(response: Response): Promise<Answer> {
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: objectOf(text) };
}

function objectOf(text: string): Answer['body'] {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Answer['body']) : {};
  } catch {
    return {};
  }
}
