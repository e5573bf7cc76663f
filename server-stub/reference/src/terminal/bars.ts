const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];
const levels = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/** A horizontal bar of at most that many characters, exact to an eighth of one. What is not zero can be seen. */
export function bar(value: number, most: number, width: number): string {
  if (value <= 0 || most <= 0) return '';
  const parts = Math.max(1, Math.round((value / most) * width * 8));
  return '█'.repeat(Math.floor(parts / 8)) + eighths[parts % 8]!;
}

/** Columns side by side in lines of text, the highest line first. What is not zero can be seen. */
export function columns(values: readonly number[], most: number, height: number): string[][] {
  const parts = values.map((value) =>
    value <= 0 || most <= 0 ? 0 : Math.max(1, Math.round((value / most) * height * 8)),
  );
  return Array.from({ length: height }, (_, line) => {
    const below = (height - 1 - line) * 8;
    return parts.map((part) => levels[Math.min(8, Math.max(0, part - below))]!);
  });
}
