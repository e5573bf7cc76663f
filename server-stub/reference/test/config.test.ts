import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { identity } from '../../../guichet.config.ts';
import { ConfigError, readConfig } from '../src/config.ts';
import { readRegistryConfig } from '../src/registry/config.ts';

const { envPrefix } = identity;
const pepper = `1:${randomBytes(32).toString('base64')}`;

describe('the settings', () => {
  it('have defaults for a development machine', () => {
    expect(readConfig({})).toMatchObject({
      host: '127.0.0.1',
      port: identity.ports.server,
      database: { kind: 'directory' },
      seed: true,
      tokenTtl: 900,
      credentialPolicy: 'owners',
      environment: 'both',
    });
  });

  it.each([
    ['PORT', '80a'],
    ['PORT', '65536'],
    ['DATABASE_URL', 'mysql://x'],
    [`${envPrefix}ISSUER`, 'https://a.example/path'],
    [`${envPrefix}ISSUER`, 'a.example'],
    [`${envPrefix}AUDIENCE`, 'not an address'],
    [`${envPrefix}TOKEN_TTL`, '5'],
    [`${envPrefix}CREDENTIAL_POLICY`, 'nobody'],
    [`${envPrefix}AUDIT`, 'yes'],
    [`${envPrefix}ENVIRONMENT`, 'staging'],
    [`${envPrefix}REGISTRY_URL`, 'registry:8081'],
    [`${envPrefix}REGISTRY_URL`, 'https://somebody:secret@registry.example'],
    [`${envPrefix}REGISTRY_MODE`, 'cache'],
    [`${envPrefix}REGISTRY_STALENESS`, '1'],
    [`${envPrefix}REGISTRY_UNSAFE_HTTP`, 'yes'],
    [`${envPrefix}SEED`, 'yes'],
    [`${envPrefix}TRUST_PROXY`, 'true'],
    [`${envPrefix}TRUST_PROXY`, '1'],
    [`${envPrefix}TRUST_PROXY`, '10.0.0.0/33'],
    [`${envPrefix}TRUST_PROXY`, '10.0.0.1, proxy.example'],
    [`${envPrefix}LIMIT_FAILURES`, 'no'],
    [`${envPrefix}USAGE`, 'yes'],
    [`${envPrefix}RATE_LIMIT`, '120'],
    [`${envPrefix}RATE_LIMIT`, '0/60'],
    [`${envPrefix}RATE_LIMIT`, '120/0'],
    [`${envPrefix}RATE_LIMIT`, '120/86400'],
    [`${envPrefix}TOKEN_RATE_LIMIT`, 'none'],
    [`${envPrefix}LOG_LEVEL`, 'loud'],
    [`${envPrefix}METRICS_PORT`, 'on'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'localhost:4318'],
    ['OTEL_TRACES_SAMPLER_ARG', '2'],
    [`${envPrefix}SHUTDOWN_DELAY`, 'soon'],
    [`${envPrefix}SHUTDOWN_TIMEOUT`, '0'],
    [`${envPrefix}PEPPER`, 'canary-pepper'],
    [`${envPrefix}PEPPER_VERSION`, '0'],
  ])('%s=%s: refused, naming the variable and what it takes, without the value', (name, value) => {
    expect(() => readConfig({ [name]: value })).toThrow(ConfigError);
    expect(() => readConfig({ [name]: value })).toThrow(`${name} is not valid. `);
  });

  it('O1 a secret in the wrong place is not repeated', () => {
    expect(() => readConfig({ [`${envPrefix}PEPPER`]: 'canary-pepper', PORT: 'canary-pepper' })).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('canary') }),
    );
  });

  it('takes its port by the variable of its own, else by PORT, and links to the docs that it is told of', () => {
    const env = {
      [`${envPrefix}SERVER_PORT`]: '1001',
      PORT: '1002',
      [`${envPrefix}DOCS_URL`]: 'https://docs.example/',
    };
    expect(readConfig(env)).toMatchObject({ port: 1001, docsUrl: 'https://docs.example/' });
    expect(readConfig({ PORT: '1002' })).toMatchObject({ port: 1002, docsUrl: undefined });
    expect(readRegistryConfig({ [`${envPrefix}REGISTRY_PORT`]: '1001', PORT: '1002' }).port).toBe(1001);
    expect(readRegistryConfig({ PORT: '1002' }).port).toBe(1002);
  });

  it('wrong in several places: all are named at once', () => {
    expect(() => readConfig({ PORT: 'x', [`${envPrefix}SEED`]: 'x' })).toThrow(/PORT[\s\S]*SEED/);
  });

  it('in production: no demonstration data, and no pepper of its own making', () => {
    expect(() => readConfig({ NODE_ENV: 'production' })).toThrow(`${envPrefix}PEPPER is missing`);
    for (const issuer of [undefined, 'http://api.example']) {
      const env = { NODE_ENV: 'production', [`${envPrefix}PEPPER`]: pepper, [`${envPrefix}ISSUER`]: issuer };
      expect(() => readConfig(env)).toThrow(`${envPrefix}ISSUER must be the https origin`);
    }
    const config = readConfig({
      NODE_ENV: 'production',
      [`${envPrefix}PEPPER`]: pepper,
      [`${envPrefix}ISSUER`]: 'https://api.example',
    });
    expect(config).toMatchObject({ seed: false, production: true, environment: 'live' });
    expect(config.peppers).toHaveLength(1);
  });

  it.each([
    [undefined, []],
    ['10.0.0.0/8, ::1', ['10.0.0.0/8', '::1']],
    ['2001:db8::/32', ['2001:db8::/32']],
  ])('proxies that are believed: %j', (value, expected) => {
    expect(readConfig({ [`${envPrefix}TRUST_PROXY`]: value }).trustProxy).toEqual(expected);
  });

  it('keys and our token go to a registry without TLS on this machine only, or where it was said that this is unsafe', () => {
    const url = `${envPrefix}REGISTRY_URL`;
    for (const local of ['http://localhost:8081', 'http://127.0.0.1:8081/', 'http://[::1]:8081']) {
      expect(readConfig({ [url]: local }).registry).toMatchObject({ url: local.replace(/\/$/, ''), staleness: 10 });
    }
    for (const remote of ['http://registry:8081', 'http://127.0.0.1.evil.example', 'http://localhost.example']) {
      expect(() => readConfig({ [url]: remote })).toThrow(`${url} must be https`);
      const unsafe = { [url]: remote, [`${envPrefix}REGISTRY_UNSAFE_HTTP`]: 'on' };
      expect(readConfig(unsafe).registry.url).toBe(remote);
    }
    expect(readConfig({ [url]: 'https://registry.example/v1/' }).registry.url).toBe('https://registry.example/v1');
  });

  it('a pepper for what is new that is not there: refused', () => {
    const env = { [`${envPrefix}PEPPER`]: pepper, [`${envPrefix}PEPPER_VERSION`]: '2' };
    expect(() => readConfig(env)).toThrow(`${envPrefix}PEPPER_VERSION names no key`);
    expect(readConfig({ ...env, [`${envPrefix}PEPPER_VERSION`]: '1' }).pepperVersion).toBe(1);
  });

  it('an issuer with a slash at the end is the same issuer', () => {
    expect(readConfig({ [`${envPrefix}ISSUER`]: 'https://api.example/' }).issuer).toBe('https://api.example');
  });

  it.each([
    [undefined, { quota: 600, window: 60 }],
    ['120/60', { quota: 120, window: 60 }],
    ['off', 'off'],
  ])('a limit of requests: %j', (value, expected) => {
    expect(readConfig({ [`${envPrefix}RATE_LIMIT`]: value }).rateLimit).toEqual(expected);
    expect(readConfig({ [`${envPrefix}TOKEN_RATE_LIMIT`]: value }).tokenRateLimit).toEqual(expected);
  });
});
