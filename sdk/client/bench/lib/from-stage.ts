import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { identity } from '../../../../guichet.config.ts';
import { stage } from './stage.ts';

/** From here on this process imports our packages out of the copy that the bench made. */
export function importFromStage(): void {
  const parentURL = pathToFileURL(join(stage, 'program.js')).href;
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier.startsWith(`${identity.scope}/`) && !context.parentURL?.includes('/node_modules/')
        ? next(specifier, { ...context, parentURL })
        : next(specifier, context),
  });
}
