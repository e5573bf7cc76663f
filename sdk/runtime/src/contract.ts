/** What a contract says of an operation, as far as calls need it. */
export interface OperationFacts {
  /** Upper case. */
  readonly method: string;
  /** Path template, as calls have it in `url`. */
  readonly path: string;
  /** Scopes that a token needs for it. */
  readonly scopes: readonly string[];
  /** Whether it takes an `Idempotency-Key`. */
  readonly idempotencyKey?: boolean;
}

/** What a contract says, as far as calls need it. Generated code exports it in this shape. */
export interface ContractFacts {
  /** By operationId. */
  readonly operations: Readonly<Record<string, OperationFacts>>;
  /** Names of sets of scopes that credentials are given, for errors that say which one to ask for. */
  readonly permissionSets?: Readonly<Record<string, readonly string[]>>;
}

export interface NamedOperation extends OperationFacts {
  readonly name: string;
}

/** Finds the facts of a call. They are loaded by the first call that needs them, which most never do. */
export class Contract {
  readonly #load: () => ContractFacts | Promise<ContractFacts>;
  #loading: Promise<void> | undefined;
  #facts: ContractFacts | undefined;
  readonly #byAddress = new Map<string, NamedOperation>();

  constructor(load: () => ContractFacts | Promise<ContractFacts>) {
    this.#load = load;
  }

  /** `undefined` when they are here already. */
  load(): Promise<void> | undefined {
    if (this.#facts) return undefined;
    return (this.#loading ??= this.#read());
  }

  async #read(): Promise<void> {
    try {
      const facts = await this.#load();
      for (const [name, operation] of Object.entries(facts.operations)) {
        this.#byAddress.set(`${operation.method} ${operation.path}`, { ...operation, name });
      }
      this.#facts = facts;
    } finally {
      this.#loading = undefined;
    }
  }

  find(method: string, path: string): NamedOperation | undefined {
    return this.#facts && this.#byAddress.get(`${method} ${path}`);
  }

  /** The scopes of each permission set. */
  get permissionSets(): Readonly<Record<string, readonly string[]>> {
    return this.#facts?.permissionSets ?? {};
  }
}
