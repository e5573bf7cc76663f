/** An answer that a session gets in place of the contract's first one. */
export interface Override {
  operationId: string;
  /** Default that of the example, else the operation's first success. */
  status?: number;
  /** Name of an example in the contract. */
  example?: string;
  /** In place of the example's. */
  body?: unknown;
  /** In addition to the contract's, or in place of those. */
  headers?: Readonly<Record<string, string>>;
  /** Milliseconds by which the answer is late. Default 0. */
  delay?: number;
  /** Calls that it answers. Default all. */
  times?: number;
}

/** An override that was checked: what to answer is known to the last detail. */
export interface CheckedOverride extends Override {
  status: number;
  /** Media type of `body`. */
  mediaType?: string;
}

/** Overrides that a session has at most. */
export const overrideLimit = 1000;

const left = ({ override, used }: { override: Override; used: number }): boolean =>
  used < (override.times ?? Number.POSITIVE_INFINITY);

/** The overrides of a session. The first that is for an operation answers it; one that is used up steps aside. */
export class Overrides {
  #list: { override: CheckedOverride; used: number }[] = [];

  replace(overrides: readonly CheckedOverride[]): void {
    this.#list = overrides.map((override) => ({ override, used: 0 }));
  }

  /**
   * Puts one in front of the others. Those that are used up leave.
   *
   * @returns whether there was room
   */
  add(override: CheckedOverride): boolean {
    const others = this.#list.filter(left);
    if (others.length >= overrideLimit) return false;
    this.#list = [{ override, used: 0 }, ...others];
    return true;
  }

  clear(): void {
    this.#list = [];
  }

  get length(): number {
    return this.#list.length;
  }

  /** The override for a call, which counts as a use of it. */
  take(operationId: string): CheckedOverride | undefined {
    const found = this.#list.find((each) => each.override.operationId === operationId && left(each));
    if (!found) return undefined;
    found.used += 1;
    return found.override;
  }

  /** With how often each was used. */
  list(): (Override & { used: number })[] {
    return this.#list.map(({ override: { mediaType: _mediaType, ...override }, used }) => ({ ...override, used }));
  }
}
