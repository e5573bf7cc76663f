import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type ReleaseEntry,
  readReleaseEntries,
  readReleases,
  releasedFolder,
} from '../../docs/src/changelog/released.ts';
import { refuseVanished } from '../../docs/src/changelog/vanished.ts';
import { editions } from '../../docs/src/edition.ts';
import { linksOf } from '../../docs/src/links.ts';
import type { Document } from '../../docs/src/openapi.ts';
import { files, root } from './stamp.ts';

/** Where things are; a test has its own. */
export interface ReleasePlaces {
  /** Default `spec/released`. */
  folder?: string;
  /** Bundles by the name of their page, the main one first. Default those of the public edition. */
  bundles?: ReadonlyMap<string, string>;
  /** The built public edition. Default `docs/dist/public`. */
  docs?: string;
}

export interface ReleaseOptions extends ReleasePlaces {
  /** Writes over a version that nobody has seen yet. */
  amend: boolean;
  /** Day of the release. */
  date: string;
  buildDocs(): Promise<void>;
}

const publicBundles = (): ReadonlyMap<string, string> =>
  new Map(editions.find(({ audience }) => audience === 'public')?.sources.map(({ slug, file }) => [slug, file]));

/** A contract without its samples, which are of the SDK and change with it. */
const withoutSamples = (text: string): Document =>
  JSON.parse(text, (key, value: unknown) => (key === 'x-codeSamples' ? undefined : value)) as Document;

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

function readToday(bundles: ReadonlyMap<string, string>): Map<string, Document> {
  return new Map([...bundles].map(([slug, file]) => [slug, withoutSamples(readFileSync(file, 'utf8'))]));
}

/**
 * Whether today's public contracts keep what the last release promised.
 *
 * @throws Error when an operation is gone that was not deprecated before.
 */
export async function checkContract({ folder = releasedFolder, bundles = publicBundles() }: ReleasePlaces = {}) {
  const [last] = await readReleases(folder);
  refuseVanished(last, readToday(bundles));
  return last ? `Nothing published in ${last.version} is missing.` : 'Nothing has been released yet.';
}

/** Pages of an edition in its source language, by their paths. */
const pagesIn = (folder: string): Map<string, string> =>
  new Map(
    files([`${folder.slice(root.length + 1)}/**/*.html`]).map((file) => [
      file.slice(folder.length + 1),
      readFileSync(file, 'utf8'),
    ]),
  );

/**
 * Keeps today's public contracts as a release.
 *
 * @returns what was done, for the terminal
 * @throws Error when the version was released with another content, or when an operation would disappear unseen.
 */
export async function releaseContract(options: ReleaseOptions): Promise<string> {
  const { amend, date, buildDocs, folder = releasedFolder, bundles = publicBundles() } = options;
  const { docs = join(root, 'docs/dist/public') } = options;
  const today = readToday(bundles);
  const [main] = today.values();
  const version = main?.info.version ?? '';
  const entries = await readReleaseEntries(folder);
  const before = (await readReleases(folder)).find((release) => release.version !== version);
  refuseVanished(before, today);
  const target = join(folder, version);
  const isSame = [...today].every(
    ([slug, document]) =>
      existsSync(join(target, `${slug}.json`)) && readFileSync(join(target, `${slug}.json`), 'utf8') === json(document),
  );
  const isKnown = entries.some((entry) => entry.version === version);
  if (isKnown && !amend) {
    if (isSame) return `${version} is released already, with this content.`;
    throw new Error(
      `${version} was released with another content. Raise \`info.version\` in spec/openapi.yaml (and of the contract that changed, when it is another one), then run the same command again; or pass --amend when nobody has seen ${version} yet.`,
    );
  }
  mkdirSync(target, { recursive: true });
  for (const [slug, document] of today) writeFileSync(join(target, `${slug}.json`), json(document));
  const entry: ReleaseEntry = { version, date };
  const all = isKnown ? entries.map((known) => (known.version === version ? entry : known)) : [entry, ...entries];
  writeFileSync(join(folder, 'releases.json'), json(all));
  // Links of what is being released are those of the docs that are built now.
  rmSync(join(target, 'links.txt'), { force: true });
  await buildDocs();
  const pages = pagesIn(docs);
  const links = linksOf(new Map([...pages].filter(([file]) => !/^[a-z]{2}\//.test(file))));
  writeFileSync(join(target, 'links.txt'), `${links.join('\n')}\n`);
  return `${version} is in spec/released/${version}, with ${links.length} links. Commit it.`;
}
