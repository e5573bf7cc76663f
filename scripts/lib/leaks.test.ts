import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { leaksIn, record } from './leaks.ts';

const word = ['can', 'ary'].join('');
const base64 = (text: string) => Buffer.from(text).toString('base64');

describe('a secret in what was printed is found', () => {
  it.each([
    ['as it stands', `token ${word}-token refused`],
    ['in a form', `client_secret=${encodeURIComponent(`${word}/é`)}`],
    ['in a Basic header, at each place of base64', ['a', 'ab', 'abc'].map((id) => base64(`${id}:${word}-x`)).join()],
    ['in base64url', Buffer.from(`${word}-x`).toString('base64url')],
    ['in hex', Buffer.from(`x${word}`).toString('hex')],
  ])('%s', (_, line) => {
    for (const part of line.split(',')) expect(leaksIn(`fine\n${part}\nfine`)).toEqual([part]);
  });

  it('but in the title of a test, which the reporter prints when it was slow', () => {
    const title = `client_secret=${word}: refuses to start`;
    expect(leaksIn(`  ✓ ${title} 301ms`, [title, 'another'])).toEqual([]);
    expect(leaksIn(`  ✓ ${title} 301ms ${word}`, [title])).toHaveLength(1);
  });

  it('other text is left alone', () => {
    expect(leaksIn('Tests 12 passed\nY2Fub25pY2Fs\n[redacted]\n')).toEqual([]);
  });
});

describe('record', () => {
  it('keeps both streams whole, text and bytes, and passes them on', () => {
    const [out, error] = [new PassThrough(), new PassThrough()] as unknown as NodeJS.WriteStream[];
    const printed = record([out!, error!]);
    out!.write(word.slice(0, 3));
    error!.write('between\n');
    out!.write(Buffer.from(word.slice(3)));
    expect(leaksIn(printed())).toEqual([word]);
    out!.write('after');
    expect(printed()).not.toContain('after');
    expect(String((out as unknown as PassThrough).read())).toBe(`${word}after`);
  });
});
