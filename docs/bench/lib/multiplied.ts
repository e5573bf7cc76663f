import type { Document, PathItem, Schema } from '../../src/openapi.ts';

/**
 * A contract of many operations: ours again and again under other paths, tags, operation ids and schemas, so that nothing is
 * shared between the copies but the responses, headers and parameters, as in a contract that has grown.
 */
export function multiplied(document: Document, count: number): Document {
  const methods = ['get', 'put', 'post', 'delete', 'patch'];
  const paths: Record<string, PathItem> = {};
  const schemas: Record<string, Schema> = {};
  const tags: NonNullable<Document['tags']> = [];
  let operations = 0;
  for (let copy = 0; operations < count; copy++) {
    const renamed = (text: string) =>
      text.replace(/#\/components\/schemas\/(\w+)/g, (_, name: string) => `#/components/schemas/${name}V${copy}`);
    for (const [name, schema] of Object.entries(document.components?.schemas ?? {}))
      schemas[`${name}V${copy}`] = JSON.parse(renamed(JSON.stringify(schema))) as Schema;
    tags.push(...(document.tags ?? []).map((tag) => ({ ...tag, name: `${tag.name} ${copy}` })));
    for (const [path, item] of Object.entries(document.paths ?? {})) {
      const own = JSON.parse(renamed(JSON.stringify(item))) as PathItem;
      for (const method of methods) {
        const operation = own[method] as { operationId?: string; tags?: string[] } | undefined;
        if (!operation) continue;
        if (operations === count) {
          delete own[method];
          continue;
        }
        operations++;
        operation.operationId = `v${copy}.${operation.operationId}`;
        operation.tags = operation.tags?.map((tag) => `${tag} ${copy}`) ?? [];
      }
      if (methods.some((method) => own[method] !== undefined)) paths[`/v${copy}${path}`] = own;
    }
  }
  const { 'x-tagGroups': _groups, ...rest } = document as Document & Record<string, unknown>;
  // The shared responses still name the schemas of the contract itself.
  return {
    ...rest,
    tags,
    paths,
    components: { ...document.components, schemas: { ...document.components?.schemas, ...schemas } },
  };
}
