import type { Case, CaseKind } from './cases/index.ts';

const kinds: readonly CaseKind[] = [
  'example',
  'parameter',
  'invalid parameter',
  'invalid body',
  'media type',
  'access',
];

interface Cell {
  cases: number;
  mock: Set<number>;
  server: Set<number>;
  differ: number;
}

/** What mock and server answered, by operation and kind of case. */
export class Matrix {
  readonly #rows = new Map<string, Map<CaseKind, Cell>>();

  note({ kind, request: { operation } }: Case, mock: number, server: number): void {
    const row = this.#rows.get(operation.operationId) ?? new Map<CaseKind, Cell>();
    this.#rows.set(operation.operationId, row);
    const cell = row.get(kind) ?? { cases: 0, mock: new Set(), server: new Set(), differ: 0 };
    row.set(kind, cell);
    cell.cases += 1;
    cell.mock.add(mock);
    cell.server.add(server);
    if (mock !== server) cell.differ += 1;
  }

  /** A table: `3: 200 / 200` is three cases, answered 200 by the mock and by the server. */
  print(): string {
    const rows = [...this.#rows].map(([id, row]) => [id, ...kinds.map((kind) => describeCell(row.get(kind)))]);
    const table = [['cases: mock / server', ...kinds], ...rows];
    const widths = table[0]!.map((_, column) => Math.max(...table.map((row) => row[column]!.length)));
    const lines = table.map((row) =>
      row
        .map((text, column) => text.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    );
    const cells = [...this.#rows.values()].flatMap((row) => [...row.values()]);
    const count = cells.reduce((sum, { cases }) => sum + cases, 0);
    const differ = cells.reduce((sum, cell) => sum + cell.differ, 0);
    return [
      ...lines,
      `${count} cases of ${this.#rows.size} operations, ${differ} on which mock and server differ`,
    ].join('\n');
  }
}

function describeCell(cell: Cell | undefined): string {
  if (!cell) return '-';
  const list = (statuses: Set<number>) => [...statuses].toSorted().join(',');
  return `${cell.cases}: ${list(cell.mock)} / ${list(cell.server)}`;
}
