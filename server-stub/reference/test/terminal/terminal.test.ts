import { describe, expect, it } from 'vitest';
import { bar, columns } from '../../src/terminal/bars.ts';
import { drawChart, type Paint } from '../../src/terminal/chart.ts';
import { clip, formatBytes, formatShare, widthOf } from '../../src/terminal/format.ts';
import { drawTable } from '../../src/terminal/table.ts';

const paint: Paint = (_colour, text) => text;

describe('figures', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1_000, '1.00 kB'],
    [9_994, '9.99 kB'],
    [9_996, '10.0 kB'],
    [123_456, '123 kB'],
    [999_600, '1.00 MB'],
    [18_866_456, '18.9 MB'],
    [5e17, '500 PB'],
  ])('%d bytes: %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });

  it.each([
    [null, '–'],
    [0, '0 %'],
    [0.0001, '< 0.1 %'],
    [0.0123, '1.2 %'],
    [0.99999, '99.9 %'],
    [1, '100 %'],
  ])('a share of %s: %s', (share, text) => {
    expect(formatShare(share)).toBe(text);
  });

  it('a text that is too long says so, within the width', () => {
    expect([clip('métropole', 9), clip('métropole', 5)]).toEqual(['métropole', 'métr…']);
  });
});

describe('bars', () => {
  it('are exact to an eighth, and show whatever is not zero', () => {
    expect([bar(10, 10, 4), bar(5, 10, 4), bar(1, 1_000_000, 4), bar(0, 10, 4)]).toEqual(['████', '██', '▏', '']);
    expect(bar(9, 16, 2)).toBe('█▏');
  });

  it('as columns too', () => {
    expect(columns([0, 1, 8, 12, 16, 0.001], 16, 2)).toEqual([
      [' ', ' ', ' ', '▄', '█', ' '],
      [' ', '▁', '█', '█', '█', '▁'],
    ]);
  });

  it('of nothing at all are empty', () => {
    expect(columns([0, 0], 0, 1)).toEqual([[' ', ' ']]);
  });
});

describe('a chart', () => {
  const point = (label: string, value: number, errors = 0) => ({ label, value, errors });

  it('has its highest value, its times and its errors, aligned', () => {
    const points = [point('1 Nov', 1_240), point('2 Nov', 620, 3), point('3 Nov', 0), point('4 Nov', 930)];
    expect(drawChart(points, { width: 40, height: 2, paint })).toEqual([
      '   1,240 │████           ▄▄▄▄',
      '         │████ ████      ████',
      '       0 └────────────────────',
      '          1 Nov          4 Nov',
      '  errors │     ████',
    ]);
  });

  it.each([48, 60, 80, 110])(
    'of 1 to 400 points stays within %d characters, and each line is as long as its axis',
    (width) => {
      for (let count = 1; count <= 400; count += 7) {
        const points = Array.from({ length: count }, (_, n) => point(`${(n % 30) + 1} Nov`, n * 1_000_000, n % 3));
        const lines = drawChart(points, { width, paint });
        expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(width);
        const axis = widthOf(lines.find((line) => line.includes('└')) ?? '');
        expect(Math.max(...lines.filter((line) => line.includes('│')).map(widthOf))).toBeLessThanOrEqual(axis);
      }
    },
  );

  it('with more points than fit, several share a column: none is left out', () => {
    const points = Array.from({ length: 400 }, (_, n) => point('x', n === 399 ? 50 : 1));
    const [top] = drawChart(points, { width: 80, paint });
    // Six to a column, of which the last has four.
    expect(top).toMatch(/^ +53 │ +█$/u);
  });
});

describe('a table', () => {
  const rows = [
    { name: 'indicateurs.valeurs.list', value: 8, cells: ['1,228', '1.1 %'] },
    { name: 'b', value: 1, cells: ['12', '0 %'] },
  ];

  it('aligns names to the left and figures to the right of the bars', () => {
    expect(drawTable(rows, { titles: ['operations', 'requests', 'errors'], width: 60, paint })).toEqual([
      '  operations                                requests  errors',
      '  indicateurs.valeurs.list  ██████████████     1,228   1.1 %',
      '  b                         █▊                    12     0 %',
    ]);
  });

  it('on a narrow terminal: leaves out the last figures, and clips names', () => {
    const narrow = drawTable(rows, { titles: ['operations', 'requests', 'errors'], width: 48, paint });
    expect(narrow[0]).not.toContain('errors');
    expect(Math.max(...narrow.map(widthOf))).toBeLessThanOrEqual(48);
  });
});
