/** The checks in a process of Node, Bun or Deno: `<runtime> process.js '<context>'` ends with the report as JSON. */
import type { Context } from './check.ts';
import { runChecks } from './run.ts';

const unhandled: unknown[] = [];
process.on('unhandledRejection', (reason) => unhandled.push(reason));

console.log(JSON.stringify(await runChecks(JSON.parse(process.argv[2] ?? '') as Context, () => unhandled)));
// Sockets that were kept alive, and what a failed check left, must not keep the process.
process.exit();
