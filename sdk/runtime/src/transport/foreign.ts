/** What a function of the caller threw: no failure of the connection, whatever code it has, and never tried again. */
export class Foreign extends Error {
  readonly reason: unknown;

  constructor(reason: unknown) {
    super('A function that was passed to the client threw.');
    this.reason = reason;
  }
}

/** Calls a function of the caller. */
export async function foreign<T>(call: () => T | Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw new Foreign(error);
  }
}
