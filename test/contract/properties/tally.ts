/** How often each operation answered with each status. */
export class Tally {
  readonly #counts = new Map<string, Map<number, number>>();

  note(operationId: string, status: number): void {
    const row = this.#counts.get(operationId) ?? new Map<number, number>();
    this.#counts.set(operationId, row.set(status, (row.get(status) ?? 0) + 1));
  }

  /** Operations that answered with success at least once. */
  succeeded(): Set<string> {
    return new Set(
      [...this.#counts].filter(([, row]) => [...row.keys()].some((status) => status < 400)).map(([id]) => id),
    );
  }

  /** A table with a row for each operation and a column for each status. */
  print(): string {
    const statuses = [...new Set([...this.#counts.values()].flatMap((row) => [...row.keys()]))].toSorted(
      (a, b) => a - b,
    );
    const rows = [...this.#counts]
      .toSorted()
      .map(([id, row]) => [id, ...statuses.map((status) => String(row.get(status) ?? ''))]);
    const sums = statuses.map((status) =>
      String([...this.#counts.values()].reduce((sum, row) => sum + (row.get(status) ?? 0), 0)),
    );
    const table = [['requests', ...statuses.map(String)], ...rows, ['all', ...sums]];
    const widths = table[0]!.map((_, column) => Math.max(...table.map((row) => row[column]!.length)));
    return table
      .map((row) =>
        row.map((text, column) => (column === 0 ? text.padEnd(widths[0]!) : text.padStart(widths[column]!))).join('  '),
      )
      .join('\n');
  }
}
