/**
 * `node partner-run.ts URL NAME HOURS`: the tests of one partner, in a process of its own. It has a session, says what it
 * wants answered, lets its own time pass, and prints a summary as JSON. Every line of the summary is counted from answers.
 */
const [url = '', name = '', hours = '0'] = process.argv.slice(2);
const control = `${url}/__guichet/sessions`;
const calls = 240;
const atOnce = 12;

async function send(method: string, address: string, body?: unknown): Promise<{ status: number; body: any }> {
  const json =
    body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
  const answer = await fetch(address, { method, ...json });
  const text = await answer.text();
  return { status: answer.status, body: text === '' ? undefined : JSON.parse(text) };
}

const { body: session } = await send('POST', control, {});
const own = `${control}/${session.id}`;
let tokens = 0;
async function newToken(): Promise<string> {
  tokens += 1;
  const form = { grant_type: 'client_credentials', client_id: session.clientId, client_secret: session.clientSecret };
  const answer = await fetch(session.tokenUrl, { method: 'POST', body: new URLSearchParams(form) });
  return ((await answer.json()) as { access_token: string }).access_token;
}

await send('PUT', `${own}/overrides`, [
  { operationId: 'getBook', body: { id: 0, title: `once for ${name}` }, times: 10 },
  { operationId: 'getBook', body: { id: 1, title: name } },
]);

let token = await newToken();
const titles = new Map<string, number>();
let refused = 0;
const started = Date.now();
for (let done = 0; done < calls; done += atOnce) {
  const answers = await Promise.all(
    Array.from({ length: atOnce }, async (_, index) => {
      const answer = await fetch(`${url}/v1/books/${done + index}`, {
        headers: { authorization: `Bearer ${token}`, 'x-partner': name },
      });
      return { status: answer.status, body: (await answer.json()) as { title?: string } };
    }),
  );
  for (const { status, body } of answers) {
    if (status === 200) titles.set(String(body.title), (titles.get(String(body.title)) ?? 0) + 1);
    else refused += 1;
  }
  if (answers.some(({ status }) => status === 401)) token = await newToken();
  // Time passes once, in the middle.
  else if (Number(hours) > 0 && done === calls / 2)
    await send('POST', `${own}/clock`, { advance: Number(hours) * 3600 });
}
const ended = Date.now();

const state = (await send('GET', own)).body;
const { entries, dropped } = (await send('GET', `${own}/journal?operationId=getBook`)).body;
const assertion = await send('POST', `${own}/assertions`, {
  operationId: 'getBook',
  headers: { 'x-partner': name },
  times: calls,
});
console.log(
  JSON.stringify({
    name,
    pid: process.pid,
    session: session.id,
    started,
    ended,
    calls: state.calls,
    tokens,
    tokenRequests: state.tokenRequests,
    advanced: state.advanced,
    titles: Object.fromEntries(titles),
    refused,
    journal: entries.length,
    dropped,
    ofOthers: entries.filter((entry: { headers: Record<string, string> }) => entry.headers['x-partner'] !== name)
      .length,
    assertion: assertion.status,
  }),
);
