import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormatsModule from 'ajv-formats';

/** A response as a contract declares it. */
export interface Declared {
  operationId: string;
  /** As in the contract: `200` or `default`. */
  code: string;
  /** The status to ask for. */
  status: number;
  content: Readonly<Record<string, ValidateFunction>>;
  examples: readonly string[];
  requiredHeaders: Readonly<Record<string, ValidateFunction>>;
}

interface Json extends Record<string, any> {}

/**
 * Judges answers by the contract itself: Ajv 2020 on the whole document, of which nothing of ours has been removed,
 * translated or cut out. For OpenAPI 3.1 only, whose schemas are JSON Schema already.
 */
export function readDeclared(document: Json): Declared[] {
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: true, logger: false });
  (addFormatsModule as unknown as { default: (ajv: Ajv2020) => void }).default(ajv);
  ajv.addSchema({ ...document, $id: 'contract:document' } as object);
  const at = (pointer: string) => ajv.compile({ $ref: `contract:document#${pointer}` });
  const escape = (key: string) => encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'));
  const follow = (value: Json, pointer: string): [Json, string] => {
    let [current, place] = [value, pointer];
    while (typeof current['$ref'] === 'string') {
      place = current['$ref'].slice(1);
      current = place
        .split('/')
        .slice(1)
        .reduce<Json>((inner, key) => inner[decodeURIComponent(key).replaceAll('~1', '/')], document);
    }
    return [current, place];
  };
  return Object.entries(document['paths'] as Json).flatMap(([path, item]) =>
    Object.entries(item as Json)
      .filter(([, operation]) => operation.responses)
      .flatMap(([method, operation]) =>
        Object.entries(operation.responses as Json).map(([code, reference]) => {
          const pointer = `/paths/${escape(path)}/${method}/responses/${code}`;
          const [response, place] = follow(reference, pointer);
          const content = Object.keys(response['content'] ?? {});
          const headers = Object.entries((response['headers'] ?? {}) as Json).map(
            ([name, header]) => [name, ...follow(header, `${place}/headers/${escape(name)}`)] as const,
          );
          return {
            operationId: operation.operationId as string,
            code,
            status: Number(code.replace('default', '500').replaceAll(/x/gi, '0')),
            content: Object.fromEntries(
              content.map((type) => [type, at(`${place}/content/${escape(type)}/schema`)] as const),
            ),
            examples: content.flatMap((type) => Object.keys(response['content'][type].examples ?? {})),
            requiredHeaders: Object.fromEntries(
              headers
                .filter(([, header]) => header['required'] === true)
                .map(([name, , where]) => [name, at(`${where}/schema`)]),
            ),
          };
        }),
      ),
  );
}

/** What is wrong with an answer. Nothing when it is as declared. */
export function faultOf(
  { status, content, requiredHeaders }: Declared,
  answer: { status: number; headers: Record<string, unknown>; text: string },
): string | undefined {
  if (answer.status !== status) return `status ${answer.status}, not ${status}: ${answer.text}`;
  for (const [name, check] of Object.entries(requiredHeaders)) {
    const value = answer.headers[name.toLowerCase()];
    if (value === undefined) return `no header ${name}`;
    if (!check(value) && !check(Number(value))) return `header ${name}: ${String(value)}`;
  }
  const types = Object.keys(content);
  if (types.length === 0) return answer.text === '' ? undefined : `a body: ${answer.text}`;
  const type = String(answer.headers['content-type']).split(';', 1)[0]!;
  const validate = content[type];
  if (!validate) return `content type ${type}, not ${types.join(' or ')}`;
  const value: unknown = type.includes('json') ? JSON.parse(answer.text) : answer.text;
  return validate(value) ? undefined : `${JSON.stringify(validate.errors)} in ${answer.text}`;
}
