import { envPrefix, identity, scope, slug } from '../../../../guichet.config.ts';

/** What the mock says when it refuses (RFC 9457). */
interface Refusal {
  status?: number;
  detail?: string;
  errors?: readonly { detail: string; pointer?: string; parameter?: string }[];
}

/** One request to the control API of a mock; an empty path is its root. */
export type Control = <T>(method: string, path: string, body?: unknown) => Promise<T>;

const start = `npx -p ${scope}/mock ${slug}-mock`;

/** The mock's address: the one given, the one in the environment, or where a mock listens by default. */
export function mockAddress(given: string | URL | undefined): string {
  const address = String(
    given ?? (globalThis.process?.env?.[`${envPrefix}BASE_URL`] || `http://127.0.0.1:${identity.ports.mock}`),
  );
  if (!/^https?:$/.test(URL.parse(address)?.protocol ?? '')) {
    throw new TypeError(
      `\`baseUrl\` is not the address of a mock: ${address}. Pass its origin, such as http://127.0.0.1:4010.`,
    );
  }
  return address.replace(/\/+$/, '');
}

function refused(address: string, status: number, { detail, errors = [] }: Refusal): string {
  const said = errors.map(
    (error) => `\n- ${[error.pointer ?? error.parameter, error.detail].filter(Boolean).join(': ')}`,
  );
  return `${detail ?? `The mock at ${address} answered ${status}.`}${said.join('')}`;
}

/** Whether an error is the mock's refusal with this status. */
export const isProblem = (error: unknown, status: number): boolean =>
  error instanceof Error && (error.cause as Refusal | undefined)?.status === status;

/**
 * Speaks with the mock at an address.
 *
 * @param fetch what carries the requests
 */
export function controlOf(address: string, fetch: typeof globalThis.fetch): Control {
  return async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const sent =
      body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    let response: Response;
    let text: string;
    try {
      response = await fetch(`${address}/__${slug}/sessions${path}`, {
        method,
        ...sent,
        signal: AbortSignal.timeout(30_000),
      });
      text = await response.text();
    } catch (cause) {
      throw new Error(`There is no mock at ${address}. Start one with \`${start}\`, or pass its \`baseUrl\`.`, {
        cause,
      });
    }
    if (response.status === 204) return undefined as T;
    const type = response.headers.get('content-type') ?? '';
    if (response.ok && /json/.test(type)) return JSON.parse(text) as T;
    if (!/problem\+json/.test(type) || (response.status === 404 && path === '')) {
      throw new Error(
        `What answers at ${address} is not a mock with sessions: it answered ${response.status}. Start one with \`${start}\`, and pass its \`baseUrl\`.`,
      );
    }
    const problem = JSON.parse(text) as Refusal;
    throw new Error(refused(address, response.status, problem), { cause: problem });
  };
}
