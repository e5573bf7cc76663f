import { describe, expect, it } from 'vitest';
import { identity } from '../../../../guichet.config.ts';
import { ConfigError, issuerOf, readRegistryConfig, variables } from '../../src/registry/config.ts';

const prefix = `${identity.envPrefix}REGISTRY_`;

describe('the settings of the registry', () => {
  it('have defaults for a development machine, where the core is', () => {
    const config = readRegistryConfig({});
    expect(config).toMatchObject({ host: '127.0.0.1', port: identity.ports.registry, scopes: undefined });
    expect(config.database).toEqual({ kind: 'directory', path: '.data/registry/pg18' });
    const issuer = `http://localhost:${identity.ports.server}`;
    expect(issuerOf(config)).toEqual({
      issuer,
      audience: `${issuer}/api/v1`,
      jwksUri: `${issuer}/.well-known/jwks.json`,
    });
  });

  it.each([
    ['PORT', '80a'],
    ['DATABASE_URL', 'mysql://x'],
    [`${prefix}ISSUER`, 'https://a.example/path'],
    [`${prefix}AUDIENCE`, 'not an address'],
    [`${prefix}JWKS_URI`, 'not an address'],
    [`${prefix}UNSAFE_HTTP`, 'yes'],
    [`${prefix}SCOPES`, 'a "b"'],
    [`${prefix}TRUST_PROXY`, 'true'],
    [`${prefix}LOG_LEVEL`, 'loud'],
    [`${prefix}SHUTDOWN_DELAY`, '301'],
    [`${prefix}SHUTDOWN_TIMEOUT`, '0'],
  ])('%s=%s: refused, naming the variable and what it takes', (name, value) => {
    expect(() => readRegistryConfig({ [name]: value })).toThrow(ConfigError);
    expect(() => readRegistryConfig({ [name]: value })).toThrow(`${name} is not valid. ${variables[name]}`);
  });

  it('keys of the issuer come over TLS, unless it is said that they need not', () => {
    const env = { [`${prefix}ISSUER`]: 'https://api.example', [`${prefix}JWKS_URI`]: 'http://server:8080/jwks' };
    expect(() => readRegistryConfig(env)).toThrow(`${prefix}JWKS_URI must be https`);
    expect(readRegistryConfig({ ...env, [`${prefix}UNSAFE_HTTP`]: 'on' }).jwksUri).toBe('http://server:8080/jwks');
    expect(() => readRegistryConfig({ [`${prefix}ISSUER`]: 'http://api.example' })).toThrow('must be https');
  });

  it('in production the issuer has no default', () => {
    expect(() => readRegistryConfig({ NODE_ENV: 'production' })).toThrow(`${prefix}ISSUER is missing`);
  });

  it('scopes are read as OAuth writes them', () => {
    expect(readRegistryConfig({ [`${prefix}SCOPES`]: 'a.b  c' }).scopes).toEqual(['a.b', 'c']);
  });
});
