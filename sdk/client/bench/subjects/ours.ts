import { collectivitesGet, createClient, indicateursValeursUpsert } from '@guichet/sdk';
import { createFetchClient } from '@guichet/sdk/openapi-fetch';
import { values } from '../lib/answers.ts';
import type { OpenSubject } from '../lib/subject.ts';

const options = (baseUrl: string) => ({ baseUrl, clientId: 'bench', clientSecret: 'secret' });

const tree: OpenSubject = (baseUrl) => {
  const client = createClient(options(baseUrl));
  return {
    get: (n) => client.collectivites.get({ collectiviteId: n }),
    post: () => client.indicateurs.valeurs.upsert({ body: { valeurs: values } }),
  };
};

export default tree;

export const flat: OpenSubject = (baseUrl) => {
  const client = createClient(options(baseUrl)).transport;
  return {
    get: (n) => collectivitesGet({ client, path: { collectiviteId: n } }),
    post: () => indicateursValeursUpsert({ client, body: { valeurs: values } }),
  };
};

export const openapi: OpenSubject = (baseUrl) => {
  const client = createFetchClient(options(baseUrl));
  return {
    get: (n) => client.GET('/api/v1/collectivites/{collectiviteId}', { params: { path: { collectiviteId: n } } }),
    post: () => client.POST('/api/v1/indicateurs/valeurs', { body: { valeurs: values } }),
  };
};
