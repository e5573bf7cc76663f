/** One client, ready to be called. */
export interface Subject {
  get?(n: number): Promise<unknown>;
  post?(n: number): Promise<unknown>;
}

/**
 * What the module of a subject exports, by the name of the variant.
 *
 * @param place where it keeps tokens: a folder, or a prefix of keys
 */
export type OpenSubject = (baseUrl: string, place?: string) => Subject | Promise<Subject>;

export interface SubjectEntry {
  /** `module` or `module:variant`, of `subjects/`. */
  id: string;
  title: string;
  kind: 'baseline' | 'limit' | 'ours' | 'peer';
  calls: readonly ('get' | 'post')[];
}

const both = ['get', 'post'] as const;

/** All whose calls are measured; the first is what the others are divided by. */
export const subjects: readonly SubjectEntry[] = [
  { id: 'fetch', title: 'bare fetch', kind: 'baseline', calls: both },
  { id: 'fetch:again', title: 'bare fetch again (the noise)', kind: 'limit', calls: both },
  { id: 'fetch:headers', title: 'fetch with the headers of ours', kind: 'limit', calls: both },
  { id: 'fetch:signal', title: 'fetch with a signal', kind: 'limit', calls: both },
  { id: 'fetch:deadline', title: 'fetch with a signal and a timer', kind: 'limit', calls: both },
  { id: 'fetch:all', title: 'fetch with all these (the floor)', kind: 'limit', calls: both },
  { id: 'ours', title: 'createClient', kind: 'ours', calls: both },
  { id: 'ours:flat', title: 'flat function', kind: 'ours', calls: both },
  { id: 'ours:openapi', title: 'openapi-fetch entry', kind: 'ours', calls: both },
  { id: 'peers/hey-api:fetch', title: 'hey-api + fetch', kind: 'peer', calls: both },
  { id: 'peers/hey-api:ky', title: 'hey-api + ky', kind: 'peer', calls: both },
  { id: 'peers/openai', title: 'openai (Stainless)', kind: 'peer', calls: both },
  { id: 'peers/anthropic', title: 'anthropic (Stainless)', kind: 'peer', calls: both },
  { id: 'peers/auth0', title: 'auth0 (Fern)', kind: 'peer', calls: both },
  { id: 'peers/formance', title: 'formance (Speakeasy)', kind: 'peer', calls: both },
  { id: 'peers/axios', title: 'axios', kind: 'peer', calls: both },
];

/** All that get tokens, by themselves. */
export const tokenSubjects: readonly Pick<SubjectEntry, 'id' | 'title' | 'kind'>[] = [
  { id: 'ours', title: 'createClient', kind: 'ours' },
  { id: 'peers/openai:tokens', title: 'openai (Stainless)', kind: 'peer' },
  { id: 'peers/anthropic:tokens', title: 'anthropic (Stainless)', kind: 'peer' },
  { id: 'peers/auth0', title: 'auth0 (Fern)', kind: 'peer' },
  { id: 'peers/formance', title: 'formance (Speakeasy)', kind: 'peer' },
];
