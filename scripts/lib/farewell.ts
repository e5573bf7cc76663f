import { identity } from '../../guichet.config.ts';
import type { DemoCredential } from './demo.ts';

const { title, envPrefix, scope } = identity;

/** Lines that set variables in the shell of a system: PowerShell on Windows, any other elsewhere. */
export const settingLines = (variables: Readonly<Record<string, string>>, platform: string): string[] =>
  Object.entries(variables).map(([name, value]) =>
    platform === 'win32' ? `$env:${name} = '${value}'` : `export ${name}='${value}'`,
  );

/** One line of the SDK that shows rows; without `$` and inner double quotes it is the same in every shell. */
const nextCommand =
  `npx node --input-type=module -e "import { createClient } from '${scope}/sdk'; ` +
  `console.table((await createClient().collectivites.list({ type: 'epci', limit: 5 })).data, ['id', 'nom', 'siren'])"`;

/** What is open, and what to do next. */
export function farewell(
  urls: { server: string; registry: string; mock: string; docs: string },
  { clientId, clientSecret }: DemoCredential,
  platform: string = process.platform,
): string {
  const variables = { BASE_URL: urls.server, CLIENT_ID: clientId, CLIENT_SECRET: clientSecret };
  const prefixed = Object.fromEntries(Object.entries(variables).map(([name, value]) => [envPrefix + name, value]));
  return `
${title} is open. In a browser, each address says what it is:

  server    ${urls.server}
  registry  ${urls.registry}
  mock      ${urls.mock}
  docs      ${urls.docs}

A credential for server and mock. In another terminal, in this folder:

${settingLines(prefixed, platform)
  .map((line) => `  ${line}`)
  .join('\n')}

Next, five rows through the SDK (with the mock's address in ${envPrefix}BASE_URL, from the mock):

  ${nextCommand}

Ctrl-C stops everything.`;
}
