/** Who calls, and what they were granted. */
export interface Principal {
  /** `client`: a program with its own credential. `user`: a person. `apiKey`: a program with an API key. */
  kind: 'client' | 'user' | 'apiKey';
  /** Whose rights these are: the person, even when a client acts for them. */
  subject: string;
  clientId?: string;
  scopes: ReadonlySet<string>;
  /** Resources the principal is limited to, such as `project:12`. Empty: no limit. */
  resources: readonly string[];
  role?: string;
  /** The person of a user token that came beside the client's own (it narrowed `scopes` and `resources` already). */
  user?: Principal;
  /** Claims of the token, or what the API key's issuer says of it. */
  claims: Readonly<Record<string, unknown>>;
}
