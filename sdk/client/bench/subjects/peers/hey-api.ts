/** hey-api's own clients of our contract, with a token that never changes. */
import { join } from 'node:path';
import { values } from '../../lib/answers.ts';
import { type HeyApiClient, heyApiFolder } from '../../lib/hey-api.ts';
import type { OpenSubject, Subject } from '../../lib/subject.ts';

type Generated = Record<string, (options: object) => Promise<unknown>>;

const open =
  (kind: HeyApiClient): OpenSubject =>
  async (baseUrl) => {
    // Not there before the bench generates it, so not there for the compiler.
    const module = (file: string) => import(join(heyApiFolder(kind), file)) as Promise<Record<string, unknown>>;
    const { client } = (await module('client.gen.ts')) as { client: { setConfig(config: object): void } };
    const { collectivitesGet, indicateursValeursUpsert } = (await module('sdk.gen.ts')) as Generated;
    client.setConfig({ baseUrl, auth: 'a'.repeat(600), throwOnError: true });
    return {
      get: (n) => collectivitesGet!({ path: { collectiviteId: n } }),
      post: () => indicateursValeursUpsert!({ body: { valeurs: values } }),
    } satisfies Subject;
  };

export const fetch = open('fetch');
export const ky = open('ky');
