import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormatsModule from 'ajv-formats';
import { lookUp, type OpenApiDocument, type Schema } from '../contract/document.ts';
import { messageSchema, type Direction } from './message-schema.ts';

/** Says what is wrong with a value, nothing when it is valid. */
export type Check = (value: unknown) => readonly ErrorObject[];

export interface SchemaCompiler {
  /** Compiled when the check first runs. */
  check(schema: Schema): Check;
}

// The package is CommonJS and exports its function as `default` too.
const addFormats = addFormatsModule.default;

/**
 * Compiles schemas of a contract one by one, each when it is first needed, together with what it references and no
 * more: a large or circular document costs nothing until a request touches it.
 *
 * @param warn told of a schema that cannot be compiled; values for it are then let through
 * @param direction where the values travel: defaults are put into requests, and responses stay as they are
 */
export function createSchemaCompiler(
  document: OpenApiDocument,
  warn: (message: string) => void,
  direction: Direction = 'request',
): SchemaCompiler {
  const ajv = new Ajv2020({
    strict: false,
    // `1e400` parses to Infinity, which JSON writes as null: a value would be erased.
    strictNumbers: true,
    allErrors: true,
    useDefaults: direction === 'request',
    validateSchema: false,
    addUsedSchema: false,
    logger: false,
    code: { regExp: tolerantRegExp },
  });
  addFormats(ajv);
  const names = new Map<string, string>();

  function register(ref: string): string {
    const known = names.get(ref);
    if (known !== undefined) return known;
    const name = `contract:${names.size}`;
    // Named before it is translated: schemas may be circular.
    names.set(ref, name);
    ajv.addSchema(
      { ...asObject(messageSchema(document, lookUp(document, ref) as Schema, { direction, register })) },
      name,
    );
    return name;
  }

  function compile(schema: Schema): ValidateFunction | undefined {
    try {
      return ajv.compile(messageSchema(document, schema, { direction, register }));
    } catch (error) {
      warn(`A schema of the contract cannot be compiled, so its values are not validated: ${(error as Error).message}`);
      return undefined;
    }
  }

  return {
    check(schema) {
      let validate: ValidateFunction | undefined;
      let compiled = false;
      return (value) => {
        if (!compiled) {
          validate = compile(schema);
          compiled = true;
        }
        return !validate || validate(value) ? [] : (validate.errors ?? []);
      };
    },
  };
}

function asObject(schema: Schema): object {
  if (typeof schema === 'object') return schema;
  return schema ? {} : { not: {} };
}

/** Contracts hold patterns that the strict `u` flag refuses, such as `[\w-.]`. */
function tolerantRegExp(pattern: string, flags: string): RegExp {
  try {
    return new RegExp(pattern, flags);
  } catch {
    return new RegExp(pattern, flags.replace('u', ''));
  }
}
tolerantRegExp.code = 'new RegExp';
