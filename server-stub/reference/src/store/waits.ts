/** How long a caller waits for the database, in ms. By then PostgreSQL gives up the statement, too. */
export const patience = 15_000;

/**
 * How long a connection may go without an answer, in ms, before it is dropped: PostgreSQL would have given up, so nobody is at
 * the other end.
 */
export const silence = 20_000;

/** How often connections are looked at, in ms. */
export const look = 2_000;
