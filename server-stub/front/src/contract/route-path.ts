/** A path template in the two forms the front needs. */
export interface RoutePath {
  /** Fastify's form, with positional parameter names: an OpenAPI name may hold characters that a route cannot. */
  url: string;
  /** The OpenAPI names of the parameters, in order. */
  parameters: readonly string[];
}

/** Turns `/files/{owner-id}/{name}.json` into `/files/:p0/:p1(^[^/]+?).json`. */
export function routePath(template: string): RoutePath {
  const parameters: string[] = [];
  const url = template
    .split('/')
    .map((segment) => {
      const whole = /^\{[^{}]+\}$/.test(segment);
      return segment
        .split(/(\{[^{}]+\})/)
        .map((part) => {
          if (!/^\{[^{}]+\}$/.test(part)) return escapeStatic(part);
          parameters.push(part.slice(1, -1));
          return `:p${parameters.length - 1}${whole ? '' : '(^[^/]+?)'}`;
        })
        .join('');
    })
    .join('/');
  return { url, parameters };
}

/** Tells whether a path of a request belongs to a template. For error answers only: routing itself is Fastify's. */
export function pathPattern(template: string): RegExp {
  const source = template
    .split(/\{[^{}]+\}/)
    .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
    .join('[^/]+');
  return new RegExp(`^${source}$`);
}

// A colon starts a parameter in Fastify unless doubled (`/things:batch` is a usual style elsewhere).
function escapeStatic(text: string): string {
  return text.replaceAll(':', '::');
}
