const grouped = new Intl.NumberFormat('en');

/** `12,345` */
export const formatCount = (count: number): string => grouped.format(count);

/** `12.3 kB`: three digits at least, in powers of 1000. */
export function formatBytes(bytes: number): string {
  let [value, unit] = [bytes, 0];
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1_000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
  return `${value.toFixed(digits)} ${units[unit]}`;
}

const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

/** `1.3 %`; a share above zero is never shown as zero, nor one below the whole as the whole. */
export function formatShare(share: number | null): string {
  if (share === null) return '–';
  if (share === 0) return '0 %';
  if (share < 0.001) return '< 0.1 %';
  const percent = share === 1 ? 100 : Math.min(99.9, share * 100);
  return `${percent.toFixed(percent === 100 ? 0 : 1)} %`;
}

/** At most that many characters, the last of which tells that there were more. */
export function clip(text: string, width: number): string {
  const characters = [...text];
  return characters.length <= width ? text : `${characters.slice(0, Math.max(0, width - 1)).join('')}…`;
}

/** Characters, as a terminal counts those of the Latin scripts. */
export const widthOf = (text: string): number => [...text].length;
