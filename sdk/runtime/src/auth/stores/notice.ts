import { optionError } from '../../options.ts';

/** Tells of a store's failures: the caller's listener, or the process by one warning. */
export function noticeOption(owner: string, onError: ((error: unknown) => void) | undefined): (error: unknown) => void {
  if (typeof onError === 'function') return onError;
  if (onError !== undefined) throw optionError(owner, 'onError', onError, 'a function that takes the error');
  let told = false;
  return (error) => {
    if (told) return;
    told = true;
    const message = error instanceof Error ? error.message : String(error);
    globalThis.process?.emitWarning?.(
      `${message} Calls go on; until this is mended tokens may not be shared. Pass \`onError\` to ${owner} to hear of each failure.`,
    );
  };
}
