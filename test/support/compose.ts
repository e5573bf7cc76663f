import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { root } from '../../scripts/lib/stamp.ts';

/** The part of a service of a compose file that is the same without containers. */
export interface ComposeService {
  command: string[];
  environment: Record<string, string>;
  stop_grace_period?: string;
  volumes?: string[];
}

/**
 * The services of deploy/compose.yaml, as docker compose reads them: with anchors, and with the variables of `.env`.
 *
 * @throws Error when a variable is missing that has no default
 */
export function readCompose(env: Readonly<Record<string, string>>): Record<string, ComposeService> {
  const text = readFileSync(join(root, 'deploy/compose.yaml'), 'utf8');
  const { services } = parse(text, { merge: true }) as { services: Record<string, Partial<ComposeService>> };
  return Object.fromEntries(
    Object.entries(services).map(([name, service]) => {
      const environment = Object.entries(service.environment ?? {}).map(([variable, value]) => [
        variable,
        interpolate(String(value), env),
      ]);
      return [name, { ...service, command: service.command ?? [], environment: Object.fromEntries(environment) }];
    }),
  );
}

/** `${NAME}`, `${NAME:-default}` and `${NAME:?why it is needed}`. */
function interpolate(text: string, env: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\$\{(\w+)(?::([-?])([^}]*))?\}/g, (_, name: string, operator?: string, rest = '') => {
    const value = env[name];
    if (value !== undefined && value !== '') return value;
    if (operator !== '-') throw new Error(`${name} is missing: ${rest}`);
    return rest;
  });
}

/** What the Dockerfile sets in every container, and what it starts when the service says nothing else. */
export function readImage(): { environment: Record<string, string>; command: string[]; node: string } {
  const text = readFileSync(join(root, 'deploy/Dockerfile'), 'utf8');
  const environment = [...text.matchAll(/^ENV (.*)$/gm)].flatMap(([, line = '']) =>
    line.split(' ').map((pair) => pair.split('=') as [string, string]),
  );
  return {
    environment: Object.fromEntries(environment),
    command: JSON.parse(/^CMD (\[.*\])$/m.exec(text)?.[1] ?? '[]') as string[],
    node: /^ARG NODE=node:([\d.]+)/m.exec(text)?.[1] ?? '',
  };
}
