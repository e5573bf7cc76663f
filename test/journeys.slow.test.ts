// Each journey starts Redocly's runner, which takes seconds of a core, a dozen times: `journeys.test.ts` has the first of them.
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { identity } from '../guichet.config.ts';
import { createCredential } from '../scripts/lib/demo.ts';
import { root } from '../scripts/lib/stamp.ts';
import { type Counter, openMock, openServer, tokenOf } from './support/counters.ts';
import { type JourneyRun, runJourney } from './support/journeys.ts';
import { openSampleRoom } from './support/samples.ts';
import { fileOf, folder, travel as travelAlone } from './support/travel.ts';

type TravelArguments = Parameters<typeof travelAlone> extends [string, ...infer Rest] ? Rest : never;

const runs: { journey: string; against: string; run: JourneyRun }[] = [];

async function travel(journey: string, against: string, ...rest: TravelArguments): Promise<JourneyRun> {
  const run = await travelAlone(journey, ...rest);
  runs.push({ journey, against, run });
  return run;
}

const statusesOf = ({ calls }: JourneyRun, stepId: string): number[] =>
  calls.filter((call) => call.stepId === stepId).map(({ response }) => response.statusCode);

const credentialOf = ({ clientId, clientSecret }: Counter) => ({ clientId, clientSecret });

/** The same journeys against both, and the statuses and the checks of each step. */
async function alike(journey: string): Promise<unknown[]> {
  const told: unknown[] = [];
  for (const [against, open] of [
    ['mock', openMock],
    ['reference server', openServer],
  ] as const) {
    const counter = await open();
    try {
      const { calls } = await travel(journey, against, counter.url, credentialOf(counter));
      told.push(
        calls.map(({ stepId, response, checks }) => [stepId, response.statusCode, checks.map(({ name }) => name)]),
      );
    } finally {
      await counter.close();
    }
  }
  return told;
}

describe('journeys', () => {
  afterAll(() => {
    for (const { against, run } of runs) console.log(`${run.summary} (${against})`);
  });

  it.each(['first-call', 'pages'])('%s: the mock and the reference server agree', async (journey) => {
    const [mock, server] = await alike(journey);
    expect(server).toEqual(mock);
  });

  it('throttled: the reference server refuses, and then answers', async () => {
    // The token counts too.
    const server = await openServer({ rateLimit: { quota: 3, window: 4 } });
    try {
      const run = await travel('throttled', 'reference server', server.url, credentialOf(server));
      const refused = run.calls.filter(({ response }) => response.statusCode === 429);
      // At least one, and no more than the seconds of the window, at one try a second.
      expect(refused.length).toBeGreaterThanOrEqual(1);
      expect(refused.length).toBeLessThanOrEqual(5);
      expect(refused.map(({ response }) => response.headers['retry-after'])).toEqual(
        refused.map(() => expect.stringMatching(/^[1-9]$/)),
      );
      expect(statusesOf(run, 'third-call')).toEqual([...Array<number>(run.calls.length - 4).fill(429), 200]);
    } finally {
      await server.close();
    }
  });

  it('throttled: the mock refuses every third call of its demo credential for that', async () => {
    const mock = await openMock();
    try {
      const clientId = `${identity.slug}-demo-throttled`;
      const run = await travel('throttled', 'mock', mock.url, { ...credentialOf(mock), clientId });
      expect(run.calls.map(({ response }) => response.statusCode)).toEqual([200, 200, 200, 429, 200]);
      expect(run.calls[3]?.response.headers['retry-after']).toBe('1');
    } finally {
      await mock.close();
    }
  });

  it('rotation and revocation, on the reference server', async () => {
    const server = await openServer();
    try {
      const rotated = await createCredential(server.url, await tokenOf(server));
      const rotation = await travel('rotation', 'reference server', server.url, { ...rotated });
      expect(statusesOf(rotation, 'old-refused')).toEqual([401]);
      const revocation = await travel('revocation', 'reference server', server.url, credentialOf(server));
      expect(statusesOf(revocation, 'token-refused')).toEqual([401]);
    } finally {
      await server.close();
    }
  });

  it('device-login: somebody approves while the journey asks', async () => {
    const room = await openSampleRoom();
    try {
      const environment = await room.environment('oauth.deviceAuthorization');
      const { [`${identity.envPrefix}BASE_URL`]: url = '', APP_CLIENT_ID: clientId = '' } = environment;
      let approval: Promise<void> | undefined;
      const run = await travel('device-login', 'reference server', url, { clientId }, (output) => {
        const [, userCode] = /"user_code": "([^"]+)"/.exec(output) ?? [];
        const [, address] = /"verification_uri": "([^"]+)"/.exec(output) ?? [];
        // Not before the device has been told to wait once.
        if (!output.includes('authorization_pending')) return;
        if (userCode && address) approval ??= room.enterUserCode(address, userCode);
      });
      await approval;
      expect(statusesOf(run, 'poll')).toEqual([400, 200]);
    } finally {
      await room.close();
    }
  });

  it('goes red when a step answers otherwise than the journey says', async () => {
    const mock = await openMock();
    const scratch = mkdtempSync(join(tmpdir(), 'journey-'));
    try {
      const broken = join(scratch, 'broken.arazzo.yaml');
      const text = readFileSync(fileOf('first-call'), 'utf8').replaceAll('../dist/', `${join(root, 'spec/dist')}/`);
      writeFileSync(broken, text.replace('$response.body#/pageSize == 2', '$response.body#/pageSize == 3'));
      const { code, checks, calls } = await runJourney(broken, mock.url, credentialOf(mock));
      expect(code).not.toBe(0);
      expect(checks.failed).toBe(1);
      const failed = calls.flatMap((call) => call.checks).filter(({ passed }) => !passed);
      expect(failed.map(({ condition }) => condition)).toEqual(['$response.body#/pageSize == 3']);
    } finally {
      rmSync(scratch, { recursive: true, force: true });
      await mock.close();
    }
  });

  it('makes at least 40 checks, and leaves no journey out', () => {
    const names = readdirSync(folder).map((file) => file.replace('.arazzo.yaml', ''));
    expect(new Set(runs.map(({ journey }) => journey))).toEqual(new Set(names));
    expect(runs.reduce((sum, { run }) => sum + run.checks.passed, 0)).toBeGreaterThanOrEqual(40);
  });
});
