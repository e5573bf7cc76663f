/** Commands that a reader copies are those that the packages have; decisions talk about commands, and are not copied. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packages } from '../../scripts/lib/packages.ts';
import { root } from '../../scripts/lib/stamp.ts';

const commandsOf = new Map(
  Object.values(packages).map(({ folder }) => {
    const manifest = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as {
      name: string;
      bin?: Record<string, string>;
    };
    return [manifest.name, Object.keys(manifest.bin ?? {})] as const;
  }),
);

const pages = globSync(['*.md', '{docs,spec,sdk,server-stub,examples,deploy,test}/**/*.md'], {
  cwd: root,
  exclude: (name) => /node_modules|dist|released|decisions|^\.build/.test(String(name)),
});

const told = pages.flatMap((page) =>
  [...readFileSync(join(root, page), 'utf8').matchAll(/npx (-p )?(@guichet\/[\w-]+) ?([\w-]*)/g)].map(
    ([text, names, name = '', command = '']) => ({ page, text, names: names !== undefined, name, command }),
  ),
);

describe('`npx` of a package of ours', () => {
  it('is told of mock and server', () => {
    expect(new Set(told.map(({ command }) => command))).toEqual(new Set(['guichet-mock', 'guichet-server']));
  });

  // Of a package with two commands npx would not know which one is meant.
  it.each(told)('$page: $text', ({ names, name, command }) => {
    expect(names, 'write `npx -p package command`').toBe(true);
    expect(commandsOf.get(name)).toContain(command);
  });
});
