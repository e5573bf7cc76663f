import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A job as it was put into the queue. */
export interface Job {
  /** Name of its file. The same name is the same job, however often it is delivered. */
  id: string;
  text: string;
}

/**
 * A queue in a folder: `incoming/` holds what waits, `working/` what a worker has taken, `parked/` what cannot be done
 * and why. Whoever adds a job writes it elsewhere and moves it into `incoming/`, so that no half of one is read.
 *
 * A job is delivered at least once: what was being worked on when the worker died comes again. In production this is
 * your broker (SQS, RabbitMQ, Redis): `take`, `done`, `again` and `park` are what every one of them has.
 */
export class Spool {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Opens the folder, and puts back what a worker that died had taken. One worker process a folder. */
  static async open(folder: string): Promise<Spool> {
    const spool = new Spool(folder);
    for (const state of ['incoming', 'working', 'parked']) await mkdir(join(folder, state), { recursive: true });
    for (const id of await readdir(join(folder, 'working'))) await spool.again(id);
    return spool;
  }

  /** Takes the next job, undefined when none waits. */
  async take(): Promise<Job | undefined> {
    const waiting = (await readdir(join(this.#folder, 'incoming'))).filter((name) => name.endsWith('.json'));
    for (const id of waiting.toSorted()) {
      if (await this.#move(id, 'incoming', 'working')) {
        return { id, text: await readFile(join(this.#folder, 'working', id), 'utf8') };
      }
    }
    return undefined;
  }

  done(id: string): Promise<void> {
    return rm(join(this.#folder, 'working', id), { force: true });
  }

  /** Back into the queue: it could not be done now. */
  async again(id: string): Promise<void> {
    await this.#move(id, 'working', 'incoming');
  }

  /** Aside, with the reason beside it: it will never be done as it is. */
  async park(id: string, reason: string): Promise<void> {
    await writeFile(join(this.#folder, 'parked', `${id}.reason`), `${reason}\n`);
    await this.#move(id, 'working', 'parked');
  }

  /** @returns false when another one was faster */
  async #move(id: string, from: string, to: string): Promise<boolean> {
    try {
      await rename(join(this.#folder, from, id), join(this.#folder, to, id));
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
      throw error;
    }
  }
}
