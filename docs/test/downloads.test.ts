import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { yamlOf } from '../src/outputs/files.ts';
import { outputsOf, tinySite } from './support/site.ts';
import { tiny } from './support/tiny.ts';

describe('OpenAPI in YAML', () => {
  it('is the document, for readers of YAML 1.2 and of 1.1', async () => {
    const text = outputsOf(await tinySite()).get('reference.openapi.yaml') ?? '';
    expect(parse(text)).toEqual(tiny);
    expect(parse(text, { version: '1.1' })).toEqual(tiny);
  });

  it('quotes what readers of YAML 1.1 take for a boolean, a date or a number', () => {
    const odd = { no: 'yes', day: '2024-01-01', time: '12:30:00', status: { '200': 'on' }, long: 'word '.repeat(60) };
    expect(parse(yamlOf(odd), { version: '1.1' })).toEqual(odd);
  });
});

describe('llms.txt', () => {
  it('has the form of llmstxt.org: title, summary, then lists of links below headings', async () => {
    const text = outputsOf(await tinySite()).get('llms.txt') ?? '';
    expect(text).toMatch(/^# Tiny API\n\n> Everything once\.\n\n/);
    const [, ...sections] = text.split(/^## /m);
    expect(sections.length).toBe(3);
    for (const section of sections) expect(section).toMatch(/^.+\n\n(- \[[^\]]+\]\([^)]+\)(: .+)?\n)+\n?$/);
  });

  it('names every file, and none that is not there', async () => {
    const files = outputsOf(await tinySite());
    const linked = [...files.get('llms.txt')!.matchAll(/\]\(([^)]+)\)/g)].map(([, file]) => file ?? '');
    expect(linked.toSorted()).toEqual([...files.keys()].filter((file) => file !== 'llms.txt').toSorted());
    expect(linked).toContain('reference/pets.get.md');
  });
});
