import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { identity } from '../../guichet.config.ts';
import { renameIdentity } from '../../spec/plugins/identity.js';
import { runOffline } from './offline.ts';
import { root } from './stamp.ts';

/** What deploy/mock.Dockerfile says, under the configured identity. */
export interface MockImage {
  node: string;
  /** Patterns of files, in the folder of the tarballs. */
  copied: readonly string[];
  install: string;
  user: string;
  port: number;
  healthcheck: readonly string[];
  entrypoint: readonly string[];
}

/** @throws TypeError when an instruction is missing */
export function readMockImage(): MockImage {
  const text = renameIdentity(readFileSync(join(root, 'deploy/mock.Dockerfile'), 'utf8'), identity);
  const find = (pattern: RegExp): string => {
    const [, found] = pattern.exec(text) ?? [];
    if (found === undefined) throw new TypeError(`deploy/mock.Dockerfile has nothing like ${pattern.source}.`);
    return found;
  };
  return {
    node: find(/^ARG NODE=node:([\d.]+)/m),
    copied: find(/^COPY (?!--)(.*) \S+$/m).split(' '),
    install: find(/^RUN (npm .*)$/m),
    user: find(/^USER (.*)$/m),
    port: Number(find(/^EXPOSE (\d+)$/m)),
    healthcheck: JSON.parse(find(/^HEALTHCHECK [^[]*CMD (\[.*\])$/m)) as string[],
    entrypoint: JSON.parse(find(/^ENTRYPOINT (\[.*\])$/m)) as string[],
  };
}

/** What a container of the image does, in order; the healthchecks by their exit codes. */
export interface ContainerLife {
  healthBefore: number;
  healthReady: number;
  /** Milliseconds from the start until the mock says that it is ready. */
  ready: number;
  issuer: string;
  /** Exit code after SIGTERM, and how long that took in milliseconds. */
  exit: number;
  ended: number;
  healthAfter: number;
  /** Exit code after a SIGTERM that came before it was ready. */
  exitEarly: number;
}

const quote = (command: readonly string[]) => command.map((word) => `'${word}'`).join(' ');

/**
 * Runs the image's commands as processes, where nothing but this machine can be reached.
 *
 * @param folder the image's working directory: it has `node_modules`
 * @param args what follows the image's name
 */
export async function liveAsContainer(folder: string, ...args: string[]): Promise<ContainerLife> {
  const { healthcheck, entrypoint, port } = readMockImage();
  const script = `
now() { date +%s%3N; }
health() { ${quote(healthcheck)} > /dev/null 2>&1; }
ask() { node -e "fetch('http://127.0.0.1:${port}/.well-known/oauth-authorization-server').then((r) => r.json()).then((m) => console.log(m.issuer))"; }
say() { echo "$1=$2"; }
start() { ${quote(entrypoint)} "$@" > container.log 2>&1 & pid=$!; }
started=$(now); health; say healthBefore $?
started=$(now); start ${quote(args)}
until grep -q ' at http' container.log; do kill -0 $pid || { cat container.log; exit 1; }; sleep 0.05; done
say ready $(( $(now) - started ))
health; say healthReady $?
say issuer "$(ask)"
# Somebody holds a connection and asks nothing.
exec 3<> /dev/tcp/127.0.0.1/${port}
started=$(now); kill -TERM $pid; wait $pid; say exit $?; say ended $(( $(now) - started ))
exec 3>&-
health; say healthAfter $?
# Before it is ready: it reads a contract that does not come to its end.
rm -f slow.json; mkfifo slow.json; start slow.json; exec 4> slow.json
kill -TERM $pid; sleep 0.3; exec 4>&-; wait $pid; say exitEarly $?
`;
  const { code, output } = await runOffline(script, { cwd: folder });
  if (code !== 0) throw new Error(`The mock did not start:\n${output}`);
  const said = Object.fromEntries(
    [...output.matchAll(/^(\w+)=(.*)$/gm)].map(([, name = '', value = '']) => [name, value]),
  );
  const { issuer = '', ...numbers } = said;
  return {
    issuer,
    ...Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, Number(value)])),
  } as unknown as ContainerLife;
}
