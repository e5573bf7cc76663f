const methods = new Set(['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace']);

/** Whether an entry of a path item is an operation. */
export const isOperation = ([key]) => methods.has(key);

/** All operations of a document, those of webhooks included. */
export function operationsOf(root) {
  return [root.paths ?? {}, root.webhooks ?? {}].flatMap((container) =>
    Object.values(container).flatMap((item) =>
      Object.entries(item)
        .filter(isOperation)
        .map(([, operation]) => operation),
    ),
  );
}
