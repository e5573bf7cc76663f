import type { HandlersOf } from '../../call.ts';
import { auditEvents } from './audit-events.ts';
import { credentials } from './credentials.ts';
import type { Desk } from './desk.ts';
import { secrets } from './secrets.ts';

/** Handlers of the credential desk, by operationId. */
export function credentialHandlers(
  desk: Desk,
): Omit<HandlersOf<'credentials' | 'permissionSets'>, 'credentials.usage.get'> {
  return { ...credentials(desk), ...secrets(desk), ...auditEvents(desk) };
}
