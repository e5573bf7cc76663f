import { pruneAudit, showAudit } from './audit.ts';
import { backup, restore } from './backup.ts';
import { registerApplication, removeApplication, showApplications } from './applications.ts';
import { listKeys, retireKey, rotateKeys } from './keys.ts';
import { createCredential, listCredentials, revokeCredential, rotateCredential } from './credentials.ts';
import { migrate } from './migrate.ts';
import { listPeople, resumePerson, setPassword, signOutPerson, suspendPerson } from './people.ts';
import { listPeppers, resealPeppers } from './peppers.ts';
import { serve } from './serve.ts';
import { token } from './token.ts';
import { revokeTokens } from './tokens.ts';
import { showUsage } from './usage.ts';
import type { Command } from './command.ts';

/** The commands by their words, the first of each page of the help. `serve` is what runs without any. */
export const commands: Readonly<Record<string, Command>> = {
  serve,
  token,
  migrate,
  backup,
  restore,
  'credentials create': createCredential,
  'credentials list': listCredentials,
  'credentials rotate': rotateCredential,
  'credentials revoke': revokeCredential,
  'tokens revoke': revokeTokens,
  usage: showUsage,
  'keys rotate': rotateKeys,
  'keys list': listKeys,
  'keys retire': retireKey,
  'peppers list': listPeppers,
  'peppers reseal': resealPeppers,
  'people list': listPeople,
  'people password': setPassword,
  'people sign-out': signOutPerson,
  'people suspend': suspendPerson,
  'people resume': resumePerson,
  'applications create': registerApplication,
  'applications list': showApplications,
  'applications delete': removeApplication,
  audit: showAudit,
  'audit prune': pruneAudit,
};
