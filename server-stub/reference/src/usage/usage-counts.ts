/** How many requests, and how they ended, as the contract shows it. */
export interface UsageCounts {
  requests: number;
  client_errors: number;
  server_errors: number;
  rate_limited: number;
  /** Share of the requests that ended in an error; `null` without any. */
  error_rate: number | null;
  bytes_in: number;
  bytes_out: number;
}

/** A row with sums. Over no rows at all they are null. */
export type CountedRow = { [Sum in Exclude<keyof UsageCounts, 'error_rate'>]: number };

const none: CountedRow = {
  requests: 0,
  client_errors: 0,
  server_errors: 0,
  rate_limited: 0,
  bytes_in: 0,
  bytes_out: 0,
};

export function countsOf(row: CountedRow | undefined): UsageCounts {
  const { requests, client_errors, server_errors, rate_limited, bytes_in, bytes_out } = row ?? none;
  // To a hundredth of a percent.
  const rate = requests > 0 ? Math.round(((client_errors + server_errors) / requests) * 10_000) / 10_000 : null;
  return {
    requests: requests ?? 0,
    client_errors,
    server_errors,
    rate_limited,
    error_rate: rate,
    bytes_in,
    bytes_out,
  };
}

/** The sum of some rows. */
export function countsFrom(rows: readonly CountedRow[]): UsageCounts {
  const sum = { ...none };
  for (const row of rows) for (const key of Object.keys(none) as (keyof CountedRow)[]) sum[key] += row[key];
  return countsOf(sum);
}
