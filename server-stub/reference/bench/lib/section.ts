import type { BenchDatabase } from './database.ts';
import type { Row } from './row.ts';

export interface SectionOptions {
  /** Seeded with the demonstration. */
  database: BenchDatabase;
  /** Few rounds: to see that it works, not to quote. */
  quick: boolean;
  /** Told what is going on. */
  note: (text: string) => void;
}

/** A part of the bench: measures, and says what came out. */
export type Section = (options: SectionOptions) => Promise<Row[]>;
