import { optionError } from '../../options.ts';

/** Reports a store's failures: to the caller's listener, or by one process warning. */
export function noticeOption(owner: string, onError: ((error: unknown) => void) | undefined): (error: unknown) => void {
  if (typeof onError === 'function') return onError;
  if (onError !== undefined) throw optionError(owner, 'onError', onError, 'a function that takes the error');
  let told = false;
  return (error) => {
    if (told) return;
    told = true;
    const message = error instanceof Error ? error.message : String(error);
    globalThis.process?.emitWarning?.(
      `${message} Calls go on; until this is fixed, tokens might not be shared. Pass \`onError\` to ${owner} to hear of each failure.`,
    );
  };
}
