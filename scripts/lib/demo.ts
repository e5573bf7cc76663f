import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunningServer } from '@guichet/reference';
import { StepError } from './steps.ts';

export interface DemoCredential {
  clientId: string;
  clientSecret: string;
}

/**
 * Creates a credential over HTTP, as a signed-in person would.
 *
 * @param personToken a person's access token
 */
export async function createCredential(
  baseUrl: string,
  personToken: string,
  body: { name: string; permission_set: string; scopes?: string[] } = {
    name: 'Demonstration',
    permission_set: 'full_access',
  },
): Promise<DemoCredential> {
  const response = await fetch(`${baseUrl}/api/v1/credentials`, {
    method: 'POST',
    headers: { authorization: `Bearer ${personToken}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (response.status !== 201) {
    throw new StepError(`The demo credential could not be created: ${response.status} ${await response.text()}`);
  }
  const created = (await response.json()) as { client_id: string; client_secret: string };
  return { clientId: created.client_id, clientSecret: created.client_secret };
}

async function stillWorks(baseUrl: string, { clientId, clientSecret }: DemoCredential): Promise<boolean> {
  const response = await fetch(`${baseUrl}/oauth/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${clientId}:${clientSecret}`)}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  await response.body?.cancel();
  return response.ok;
}

/** The demo credential of this data directory: the last one while it works, otherwise a new one. */
export async function demoCredential(server: RunningServer, dataDirectory: string): Promise<DemoCredential> {
  const { provisionDemo } = await import('@guichet/reference');
  const file = join(dataDirectory, 'demo.json');
  try {
    const kept = JSON.parse(readFileSync(file, 'utf8')) as DemoCredential;
    if (await stillWorks(server.url, kept)) return kept;
  } catch {
    // The first time, or the file was removed.
  }
  const { accessToken } = await provisionDemo(server);
  const credential = await createCredential(server.url, accessToken);
  writeFileSync(file, JSON.stringify(credential), { mode: 0o600 });
  return credential;
}
