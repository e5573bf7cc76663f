import { scenarioNames } from '../scenarios/scenarios.ts';
import { clockLimit } from '../sessions/clock.ts';
import { overrideLimit } from '../sessions/overrides.ts';

// What the control API takes, as JSON Schema 2020-12.

const count = { type: 'integer', minimum: 0 };
const texts = { type: 'array', items: { type: 'string', minLength: 1 }, uniqueItems: true, maxItems: 1000 };
const closed = { type: 'object', additionalProperties: false } as const;

export const sessionSchema = {
  ...closed,
  properties: {
    scopes: texts,
    resources: texts,
    subject: { type: 'string', minLength: 1, maxLength: 256 },
    scenario: { enum: scenarioNames },
    tokenTtl: { type: 'integer', minimum: 1, maximum: 43_200 },
  },
};

export const overrideSchema = {
  ...closed,
  required: ['operationId'],
  properties: {
    operationId: { type: 'string' },
    status: { type: 'integer', minimum: 200, maximum: 599 },
    example: { type: 'string' },
    body: {},
    headers: {
      type: 'object',
      propertyNames: { pattern: "^[!#$%&'*+.^_`|~0-9A-Za-z-]+$" },
      additionalProperties: { type: 'string', pattern: '^[\\t\\x20-\\x7e]*$' },
    },
    delay: { type: 'integer', minimum: 0, maximum: 60_000 },
    times: { type: 'integer', minimum: 1 },
  },
};

export const overridesSchema = { type: 'array', items: overrideSchema, maxItems: overrideLimit };

export const clockSchema = {
  ...closed,
  required: ['advance'],
  properties: { advance: { type: 'number', exclusiveMinimum: 0, maximum: clockLimit } },
};

export const assertionSchema = {
  ...closed,
  properties: {
    operationId: { type: 'string' },
    status: { type: 'integer' },
    query: { type: 'object' },
    body: {},
    headers: { type: 'object', additionalProperties: { type: 'string' } },
    times: count,
    atLeast: count,
    atMost: count,
  },
};
