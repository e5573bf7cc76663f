import { identity } from '../../../../guichet.config.ts';
import { OperatorError } from '../operator-error.ts';

/** The settings are wrong. The message has one line for each, with what to do. */
export class ConfigError extends OperatorError {
  override name = 'ConfigError';
}

/**
 * Reads settings from environment variables, and gathers what is wrong with them.
 *
 * @example
 * const { ours, refuseWrong } = new SettingsReader(process.env, { GUICHET_TOKEN_TTL: 'Seconds, 10 to 3600. Default 900.' });
 * const tokenTtl = ours('TOKEN_TTL', 900, integer(10, 3600));
 * refuseWrong();
 */
export class SettingsReader {
  /** A line for each setting that is wrong. */
  readonly wrong: string[] = [];
  readonly #env: NodeJS.ProcessEnv;
  readonly #help: Readonly<Record<string, string>>;

  /** @param help - what each variable takes, by its name */
  constructor(env: NodeJS.ProcessEnv, help: Readonly<Record<string, string>>) {
    this.#env = env;
    this.#help = help;
  }

  /**
   * A variable that is common to many programs.
   *
   * @param otherwise - when it is not set, or empty
   * @param parse - answers undefined to what cannot be
   */
  read = <T>(name: string, otherwise: T, parse: (text: string) => T | undefined): T => {
    const text = this.#env[name]?.trim();
    if (text === undefined || text === '') return otherwise;
    const value = parse(text);
    // The value is not repeated: it may be a secret in the wrong place.
    if (value === undefined) this.wrong.push(`${name} is not valid. ${this.#help[name] ?? ''}`);
    return value ?? otherwise;
  };

  /** A variable of ours, by its name without the prefix. */
  ours = <T>(name: string, otherwise: T, parse: (text: string) => T | undefined): T =>
    this.read(`${identity.envPrefix}${name}`, otherwise, parse);

  /** @throws ConfigError naming every variable that is wrong */
  refuseWrong = (): void => {
    if (this.wrong.length > 0) throw new ConfigError(this.wrong.join('\n'));
  };
}
