/** `npm run compare:oauth`: how four servers of one contract answer fifteen questions of OAuth. Fails when one of ours fails. */
import { cases } from './cases.ts';
import { type Column, format, judge, passed } from './table.ts';
import { openers } from './targets.ts';

const columns: Column[] = [];
for (const open of openers) {
  const target = await open();
  try {
    columns.push(await judge(target));
  } finally {
    await target.close();
  }
}
console.log(format(columns));
if (columns.some((column) => column.target.ours && passed(column) < cases.length)) process.exitCode = 1;
