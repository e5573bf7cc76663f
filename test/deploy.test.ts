import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { describe, expect, it } from 'vitest';
import { variables } from '../server-stub/reference/src/config.ts';
import { variables as registryVariables } from '../server-stub/reference/src/registry/config.ts';
import { root } from '../scripts/lib/stamp.ts';
import { settingsFiles } from '../scripts/settings.ts';
import { readCompose, readImage } from './support/compose.ts';

const read = (path: string) => readFileSync(join(root, path), 'utf8');

describe('what is there to run it with', () => {
  it.each(settingsFiles())('$path has every setting with its help; if not, run node scripts/settings.ts', (file) => {
    expect(file.is).toBe(file.should);
    expect(file.is).toContain('<settings of server>');
  });

  it.each([
    ['server-1', variables],
    ['server-2', variables],
    ['registry', registryVariables],
  ])('%s is given no setting that it does not know', (service, known) => {
    const { environment } = readCompose(envOfExample())[service]!;
    expect(Object.keys(environment).length).toBeGreaterThan(5);
    expect(Object.keys(environment).filter((name) => !Object.hasOwn(known, name))).toEqual([]);
  });

  it('the registry is not told the pepper, nor the password of the other database', () => {
    const env = {
      ...envOfExample(),
      GUICHET_PEPPER: 'canary-1',
      SERVER_DATABASE_PASSWORD: 'canary-2',
      POSTGRES_PASSWORD: 'canary-3',
    };
    const { registry, caddy } = readCompose(env);
    expect(JSON.stringify([registry, caddy])).not.toContain('canary');
  });

  it('.env.example has all that compose.yaml and the Caddyfile ask for, and nothing secret in it', () => {
    const example = read('deploy/.env.example');
    const asked = [read('deploy/compose.yaml'), read('deploy/Caddyfile')].flatMap((text) =>
      [...text.matchAll(/\$\{?\{?\$?(\w+):?\??/g)].map(([, name = '']) => name),
    );
    expect(asked.length).toBeGreaterThan(10);
    // What has a default of its own.
    const missing = asked.filter((name) => !new RegExp(`^#?${name}=`, 'm').test(example) && name !== 'HTTP_PORT');
    expect(missing).toEqual([]);
    expect(example).not.toMatch(/^(?:\w*PASSWORD|GUICHET_PEPPER)=./m);
  });

  it('compose.yaml refuses to start without its secrets', () => {
    const { GUICHET_PEPPER: _, ...rest } = envOfExample();
    expect(() => readCompose(rest)).toThrow('GUICHET_PEPPER is missing: see .env.example');
  });

  it('only the proxy is reached from outside, and the servers believe only the proxy', () => {
    const { services, networks } = parse(read('deploy/compose.yaml'), { merge: true }) as {
      services: Record<string, { ports?: unknown; networks?: Record<string, { ipv4_address?: string }> }>;
      networks: Record<string, { internal?: boolean } | null>;
    };
    expect(Object.keys(services).filter((name) => services[name]!.ports !== undefined)).toEqual(['caddy']);
    expect(networks['stored']).toEqual({ internal: true });
    const address = services['caddy']!.networks!['proxied']!.ipv4_address;
    expect(readCompose(envOfExample())['server-1']!.environment['GUICHET_TRUST_PROXY']).toBe(address);
  });

  it('the image has the Node of the kit, and copies what is there', () => {
    const { devDependencies } = JSON.parse(read('package.json')) as { devDependencies: Record<string, string> };
    expect(readImage().node).toBe(devDependencies['node']);
    const copied = [...read('deploy/Dockerfile').matchAll(/^COPY (?!--from)(.*) \S+$/gm)].flatMap(([, paths = '']) =>
      paths.split(' '),
    );
    expect(copied.length).toBeGreaterThan(5);
    expect(copied.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});

/** As somebody has filled it in. */
function envOfExample(): Record<string, string> {
  const given = [...read('deploy/.env.example').matchAll(/^(\w+)=(.*)$/gm)];
  return Object.fromEntries(given.map(([, name = '', value = '']) => [name, value === '' ? 'given' : value]));
}
