import { afterEach, expect, it, vi } from 'vitest';
import { noticeOption } from '../../../src/auth/stores/notice.ts';

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

it('nobody listens: the process is warned once, of the first failure, and told how to hear of each', () => {
  const warned = vi.spyOn(process, 'emitWarning').mockReturnValue();
  const tell = noticeOption('someStore', undefined);
  tell(new Error('The first.'));
  tell('another');
  noticeOption('someStore', undefined)('A text.');
  expect(warned.mock.calls.map(([message]) => String(message))).toEqual([
    expect.stringMatching(/^The first\. Calls go on; .* Pass `onError` to someStore/),
    expect.stringMatching(/^A text\. Calls go on/),
  ]);
});

it.each([undefined, {}])('a runtime whose `process` is %o: nothing is said, and nothing fails', (process) => {
  const tell = noticeOption('someStore', undefined);
  vi.stubGlobal('process', process);
  expect(() => tell(new Error('x'))).not.toThrow();
});

it('somebody listens: hears of each, and nobody is warned', () => {
  const warned = vi.spyOn(process, 'emitWarning').mockReturnValue();
  const heard: unknown[] = [];
  const tell = noticeOption('someStore', (error) => heard.push(error));
  tell(1);
  tell(2);
  expect(heard).toEqual([1, 2]);
  expect(warned).not.toHaveBeenCalled();
});

it('a listener that is none: a TypeError', () => {
  expect(() => noticeOption('someStore', 'x' as never)).toThrow(
    'someStore: `onError` cannot be a string. Pass a function that takes the error.',
  );
});
