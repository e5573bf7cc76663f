/** A person who signs in. */
export interface Person {
  /** The `sub` of tokens. */
  subject: string;
  /** Name to greet with. */
  name: string;
  /** What the person's roles permit now: no token carries more. */
  scopes: readonly string[];
  /** Named in tokens (`role`). */
  role?: string;
}

/** Who can sign in, and how: the platform's accounts. */
export interface People {
  /**
   * The active person with this login and password. Unknown login, wrong password and suspended person take the same
   * time and are told apart by nobody.
   */
  signIn(login: string, password: string): Promise<Person | undefined>;
  /** An active person, or nobody (any more). */
  find(subject: string): Promise<Person | undefined>;
}
