import { expect, it } from 'vitest';
import { fillPath } from '../../src/transport/path.ts';

it.each([
  ['/things', undefined, '/things'],
  ['/things/{id}', { id: 'a/b ç' }, '/things/a%2Fb%20%C3%A7'],
  ['/things/{id}/parts/{name}', { id: 0, name: false }, '/things/0/parts/false'],
  ['/things/{ids}', { ids: ['a,b', 2] }, '/things/a%2Cb,2'],
  ['/things/{day}', { day: new Date(0) }, '/things/1970-01-01T00%3A00%3A00.000Z'],
  ['/things/{id}', { id: '...' }, '/things/...'],
  ['/{a}/{a}', { a: '$&' }, '/%24%26/%24%26'],
])('%s with %j: %s', (template, parameters, path) => {
  expect(fillPath(template, parameters)).toBe(path);
});

it.each([
  [undefined, /`id` of \/things\/\{id\} is missing or empty\. Pass a value/],
  [{}, /is missing or empty/],
  [{ id: null }, /is missing or empty/],
  [{ id: '' }, /is missing or empty/],
  [{ id: [] }, /is missing or empty/],
  [{ id: '.' }, /is `\.`/],
  [{ id: '..' }, /is `\.\.`/],
  [{ id: ['..'] }, /is `\.\.`/],
  [{ id: { a: 1 } }, /`id` holds an object/],
])('S3 %j would lead to another resource: a TypeError that names the parameter', (parameters, message) => {
  expect(() => fillPath('/things/{id}', parameters)).toThrow(TypeError);
  expect(() => fillPath('/things/{id}', parameters)).toThrow(message);
});
