/** An answer, read to its end. */
export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  body: any;
}

export interface Expectation {
  status: number | readonly number[];
  /** `error` of an OAuth error, or the last segment of the `type` of a problem. */
  error?: string;
  /** Where it stands: `RFC 6749 section 5.2`. */
  see: string;
}

export async function readAnswer(response: Response): Promise<Answer> {
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: parse(text) };
}

/** Says what was expected, what came, and where the rule stands: for somebody who judges their own server. */
export function expectAnswer(answer: Answer, { status, error, see }: Expectation): void {
  const statuses = [status].flat();
  const came = answer.body?.error ?? String(answer.body?.type ?? '').replace(/^.*\//s, '');
  if (statuses.includes(answer.status) && (error === undefined || error === came)) return;
  const expected = `${statuses.join(' or ')}${error === undefined ? '' : ` ${error}`}`;
  throw new Error(`Expected ${expected} (${see}).\nCame     ${answer.status} ${withoutSecrets(answer.text)}`);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const withoutSecrets = (text: string) =>
  text.replaceAll(/"(access_token|refresh_token|client_secret)":"[^"]*"/g, '"$1":"..."').slice(0, 600);
