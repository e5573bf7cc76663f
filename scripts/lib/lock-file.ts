import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What we read of an entry of a lock file, and of a package's own manifest. */
interface Manifest {
  version?: string;
  resolved?: string;
  link?: boolean;
  optionalDependencies?: Record<string, string>;
}

export interface LockFile {
  packages: Record<string, Manifest>;
}

/** Reads the lock file of a folder. */
export const readLockFile = (folder: string): LockFile =>
  JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8')) as LockFile;

/** Where Node looks for a package that is imported from `path`, nearest first. */
function* places(path: string, name: string): Generator<string> {
  const folders = path === '' ? [] : path.split('/');
  for (let length = folders.length; length >= 0; length -= 1) {
    if (folders[length - 1] === 'node_modules') continue;
    yield [...folders.slice(0, length), 'node_modules', name].join('/');
  }
}

/**
 * Optional dependencies that a lock file lacks: the binaries of other systems, mostly, which npm leaves out of it where its
 * cache or registry served one system alone. `npm ci` then installs tools without their binaries on all others, and
 * `npm install` rewrites the file.
 *
 * @param manifestOf what the package itself says, where it is installed: the lock file may have lost the names as well
 * @returns lines of the form `path: name`
 */
export function lackedOptionalPackages(
  { packages }: LockFile,
  manifestOf: (path: string) => Manifest | undefined = () => undefined,
): string[] {
  return Object.entries(packages).flatMap(([path, entry]) => {
    const manifest = manifestOf(path);
    const installed = manifest?.version === entry.version ? manifest?.optionalDependencies : undefined;
    return Object.keys({ ...installed, ...entry.optionalDependencies })
      .filter((name) => ![...places(path, name)].some((place) => Object.hasOwn(packages, place)))
      .map((name) => `${path || 'the root'}: ${name}`);
  });
}

/** Entries that say from which host they came: whoever installs may have another one. */
export const hostsIn = ({ packages }: LockFile): string[] =>
  Object.entries(packages).flatMap(([path, { resolved, link }]) =>
    resolved !== undefined && !link ? [`${path}: ${resolved}`] : [],
  );

/** The manifests of what is installed in a folder. */
export const manifestsIn =
  (folder: string) =>
  (path: string): Manifest | undefined => {
    const file = join(folder, path, 'package.json');
    return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Manifest) : undefined;
  };
