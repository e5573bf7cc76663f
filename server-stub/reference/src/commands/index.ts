import type { Command } from './command.ts';

/**
 * A command as the help shows it. What it does is loaded when it runs: a server takes a second to load, its help no
 * time.
 */
interface Entry {
  /** Its words and options: `credentials list [--status STATUS]`. */
  usage: string;
  /** What it does, in a few words. */
  summary: string;
  load(): Promise<Command>;
}

/** The commands by their words, the first of each page of the help. `serve` is what runs without any. */
export const commands: Readonly<Record<string, Entry>> = {
  serve: {
    usage: '[serve] [--sandbox] [--port N] [--host ADDRESS] [--allow-missing]',
    summary:
      'serve the contract; with --sandbox from memory, for tests; with --allow-missing, 501 where there is no handler',
    load: async () => (await import('./serve.ts')).serve,
  },
  token: {
    usage: 'token --user NAME [--ttl SECONDS]',
    summary: "print a person's access token",
    load: async () => (await import('./token.ts')).token,
  },
  migrate: {
    usage: 'migrate',
    summary: 'bring the database up to date, then exit',
    load: async () => (await import('./migrate.ts')).migrate,
  },
  backup: {
    usage: 'backup FILE',
    summary: 'write the embedded database to a file (in development also while the server runs)',
    load: async () => (await import('./backup.ts')).backup,
  },
  restore: {
    usage: 'restore FILE',
    summary: 'restore the embedded database from such a file',
    load: async () => (await import('./backup.ts')).restore,
  },
  'credentials create': {
    usage:
      'credentials create --user LOGIN --name NAME --permission-set SET [--scopes A,B] [--resources A,B] [--environment live|test] [--expires-at TIME] [--json]',
    summary: "create a person's credential, and print its secret once",
    load: async () => (await import('./credentials.ts')).createCredential,
  },
  'credentials list': {
    usage: 'credentials list [--user LOGIN] [--status STATUS] [--json]',
    summary: 'the credentials, latest first',
    load: async () => (await import('./credentials.ts')).listCredentials,
  },
  'credentials rotate': {
    usage: 'credentials rotate --client-id ID [--grace 24h|3600|0] [--json]',
    summary: 'give a credential a new secret, and print it once',
    load: async () => (await import('./credentials.ts')).rotateCredential,
  },
  'credentials revoke': {
    usage: 'credentials revoke --client-id ID [--reason TEXT] [--yes] [--json]',
    summary: 'end a credential and all its tokens, for good',
    load: async () => (await import('./credentials.ts')).revokeCredential,
  },
  'tokens revoke': {
    usage: 'tokens revoke --all',
    summary: 'refuse all tokens that were issued until now, and sign everybody out',
    load: async () => (await import('./tokens.ts')).revokeTokens,
  },
  usage: {
    usage: 'usage [CLIENT_ID] [--days N | --hours N] [--json]',
    summary: 'what a credential or an API key was used for, or who calls most; 30 days by default',
    load: async () => (await import('./usage.ts')).showUsage,
  },
  'keys rotate': {
    usage: 'keys rotate [--delay SECONDS] [--keep SECONDS] [--now] [--revoke-old]',
    summary: 'sign tokens with a new key, without interruption',
    load: async () => (await import('./keys.ts')).rotateKeys,
  },
  'keys list': {
    usage: 'keys list',
    summary: 'show the keys that tokens are signed with',
    load: async () => (await import('./keys.ts')).listKeys,
  },
  'keys retire': {
    usage: 'keys retire --kid ID',
    summary: 'refuse the tokens of a key that no longer signs',
    load: async () => (await import('./keys.ts')).retireKey,
  },
  'peppers list': {
    usage: 'peppers list [--json]',
    summary: 'what each pepper is still needed for',
    load: async () => (await import('./peppers.ts')).listPeppers,
  },
  'peppers reseal': {
    usage: 'peppers reseal',
    summary: 'put signing keys and passwords under the current pepper',
    load: async () => (await import('./peppers.ts')).resealPeppers,
  },
  'people list': {
    usage: 'people list',
    summary: 'who can sign in',
    load: async () => (await import('./people.ts')).listPeople,
  },
  'people password': {
    usage: 'people password --user LOGIN [--generate]',
    summary: 'set the password of a person, or print a new one once',
    load: async () => (await import('./people.ts')).setPassword,
  },
  'people sign-out': {
    usage: 'people sign-out --user LOGIN',
    summary: 'sign a person out everywhere',
    load: async () => (await import('./people.ts')).signOutPerson,
  },
  'people suspend': {
    usage: 'people suspend --user LOGIN',
    summary: 'refuse a person, and the credentials of that person, until resumed',
    load: async () => (await import('./people.ts')).suspendPerson,
  },
  'people resume': {
    usage: 'people resume --user LOGIN',
    summary: 'let a suspended person sign in again',
    load: async () => (await import('./people.ts')).resumePerson,
  },
  'applications create': {
    usage: 'applications create --name NAME --redirect-uri URI... [--native]',
    summary: 'register a program that people sign in to',
    load: async () => (await import('./applications.ts')).registerApplication,
  },
  'applications list': {
    usage: 'applications list',
    summary: 'the programs that people sign in to',
    load: async () => (await import('./applications.ts')).showApplications,
  },
  'applications delete': {
    usage: 'applications delete --client-id ID',
    summary: 'remove a program: nobody can sign in to it any more',
    load: async () => (await import('./applications.ts')).removeApplication,
  },
  audit: {
    usage: 'audit [--client ID] [--type TYPE] [--since 24h|TIME] [--limit 100] [--json]',
    summary: 'what was changed, who authenticated and who could not, latest first',
    load: async () => (await import('./audit.ts')).showAudit,
  },
  'audit prune': {
    usage: 'audit prune --before 400d|TIME [--yes]',
    summary: 'delete what is older, for good; the audit records that it was done',
    load: async () => (await import('./audit.ts')).pruneAudit,
  },
};
