import type { OpenApiDocument } from './document.ts';

const table = (scopesByName: Record<string, string[]> = {}): string =>
  Object.entries(scopesByName)
    .map(([name, scopes]) => `  ${JSON.stringify(name)}: ${JSON.stringify(scopes)},\n`)
    .join('');

/** `access.gen.ts`: the scopes of permission sets and of roles, for the server that grants them. */
export function accessModule(document: OpenApiDocument): string {
  return `// This file is generated from the contract. Do not edit.

/** The scopes of each permission set that a credential can be given (\`x-permission-sets\`). */
export const scopesOfSets = {
${table(document['x-permission-sets'])}} as const;

/** The scopes that each role permits (\`x-roles\`). */
export const scopesOfRoles = {
${table(document['x-roles'])}} as const;
`;
}
