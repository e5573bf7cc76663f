// @ts-expect-error: it comes without types.
import postman from 'postman-collection';

/** What the tests use of `postman-collection`, which Postman itself reads collections by. It comes without types. */
export interface PostmanItem {
  id: string;
  request: {
    method: string;
    auth?: PostmanAuth;
    url: {
      getPath(): string;
      toString(): string;
      query: PostmanList;
    };
    body?: { urlencoded?: PostmanList };
  };
  responses: { all(): { name: string; code: number; json(): unknown }[] };
  getEvents(listen: string): { script: { toSource(): string } }[];
  getAuth(): PostmanAuth | undefined;
}

interface PostmanAuth {
  type: string;
  parameters(): { toObject(): Record<string, string> };
}

interface PostmanList {
  all(): { key: string; value: string; disabled?: boolean }[];
}

export interface PostmanCollection {
  items: { all(): { name: string }[] };
  variables: { get(key: string): unknown; replace(text: string): string };
  forEachItem(visit: (item: PostmanItem) => void): void;
  syncVariablesFrom(values: Record<string, string>): void;
}

const { Collection } = postman as { Collection: new (definition: unknown) => PostmanCollection };

/** Reads a collection as Postman does. */
export const openCollection = (text: string): PostmanCollection => new Collection(JSON.parse(text));

/** Its requests, by the id they are given. */
export function itemsOf(collection: PostmanCollection): Map<string, PostmanItem> {
  const items = new Map<string, PostmanItem>();
  collection.forEachItem((item) => items.set(item.id, item));
  return items;
}

/** Sends a request as the app does when one presses the button. */
export async function send(collection: PostmanCollection, id: string): Promise<Response> {
  const item = itemsOf(collection).get(id);
  if (!item) throw new Error(`The collection has no request ${id}.`);
  const { request } = item;
  const fill = (text: string) => collection.variables.replace(text);
  const auth = item.getAuth();
  const given = auth?.parameters().toObject() ?? {};
  const values = Object.fromEntries(Object.entries(given).map(([key, value]) => [key, fill(value)]));
  const authorization = {
    basic: () => `Basic ${btoa(`${values['username']}:${values['password']}`)}`,
    bearer: () => `Bearer ${values['token']}`,
  }[auth?.type ?? ''];
  const sent = (list: PostmanList | undefined) => list?.all().filter(({ disabled }) => disabled !== true);
  const query = sent(request.url.query)?.map(({ key, value }) => `${key}=${value}`) ?? [];
  const form = sent(request.body?.urlencoded)?.map(({ key, value }) => [key, fill(value)] as [string, string]);
  return fetch(`${fill('{{baseUrl}}')}${request.url.getPath()}?${query.join('&')}`, {
    method: request.method,
    ...(authorization && { headers: { authorization: authorization() } }),
    ...(form && { body: new URLSearchParams(form) }),
  });
}
