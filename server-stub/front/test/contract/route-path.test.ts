import { describe, expect, it } from 'vitest';
import { pathPattern, routePath } from '../../src/contract/route-path.ts';

describe('a path template', () => {
  it.each([
    ['/pets', '/pets', []],
    ['/pets/{petId}', '/pets/:p0', ['petId']],
    ['/a/{client-id}/b/{x.y}', '/a/:p0/b/:p1', ['client-id', 'x.y']],
    ['/files/{name}.json', '/files/:p0(^[^/]+?).json', ['name']],
    ['/compare/{base}...{head}', '/compare/:p0(^[^/]+?)...:p1(^[^/]+?)', ['base', 'head']],
    ['/things:batch', '/things::batch', []],
  ])('%s becomes the route %s', (template, url, parameters) => {
    expect(routePath(template)).toEqual({ url, parameters });
  });

  it('matches addresses segment by segment, dots being dots', () => {
    const pattern = pathPattern('/files/{name}.json');
    expect(pattern.test('/files/a.json')).toBe(true);
    expect(pattern.test('/files/a/b.json')).toBe(false);
    expect(pattern.test('/files/axjson')).toBe(false);
  });
});
