/** What was used in one slot of time, and in which part of it. Instants are in ms since 1970. */
export interface Slot {
  /** Number of the slot: its start in multiples of its length. */
  slot: number;
  /** The first and the last use. */
  first: number;
  last: number;
  used: number;
}

/**
 * What of a slot is still within the window: all until its first use leaves, nothing once its last has, and in between as if
 * the uses had come evenly. So a burst leaves as one, and a steady stream steadily.
 */
export function remainderOf({ first, last, used }: Slot, now: number, window: number): number {
  const age = now - window;
  if (age < first) return used;
  return age >= last ? 0 : (used * (last - age)) / (last - first);
}

/** What is used within the window that ends now. */
export function sumOf(slots: readonly Slot[], now: number, window: number): number {
  let sum = 0;
  for (const slot of slots) sum += remainderOf(slot, now, window);
  return sum;
}

/** When the last use was. */
export function lastUse(slots: readonly Slot[]): number {
  let last = Number.NEGATIVE_INFINITY;
  for (const slot of slots) last = Math.max(last, slot.last);
  return last;
}
