import type { WildRequest } from './wild-request.ts';

/** The command that sends a request again. What opens doors stands in it as a variable. */
export function curlOf(origin: string, { method, address, headers, sender, body, chunked }: WildRequest): string {
  const lines = [
    `curl -i ${method === 'HEAD' ? '--head' : `-X ${method}`} --path-as-is ${quote(origin + address)}`,
    ...Object.entries(headers)
      .filter(([, value]) => value !== '')
      .map(([name, value]) => `-H ${quote(`${name}: ${value}`)}`),
    ...(sender === 'nobody' ? [] : [`-H "Authorization: $${sender.toUpperCase()}"`]),
    ...(chunked && body !== undefined ? [`-H 'Transfer-Encoding: chunked'`] : []),
    ...(body === undefined ? [] : [`--data-binary ${quote(body)}`]),
  ];
  return lines.join(' \\\n  ');
}

/** A text as a shell takes it, with what cannot be printed by its number. */
function quote(text: string): string {
  if (/^[ -~]*$/u.test(text) && !text.includes("'")) return `'${text}'`;
  const written = [...Buffer.from(text)].map((byte) =>
    byte < 32 || byte > 126
      ? `\\x${byte.toString(16).padStart(2, '0')}`
      : String.fromCodePoint(byte).replaceAll(/['\\]/gu, String.raw`\$&`),
  );
  return `$'${written.join('')}'`;
}
