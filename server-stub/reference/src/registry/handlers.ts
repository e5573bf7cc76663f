import type { HandlersFor } from '../call.ts';
import type { OperationTypes } from './generated/operation-types.gen.ts';

/** The operations of the registry, with input and answers as its contract types them. */
export type Handlers = HandlersFor<OperationTypes>;
