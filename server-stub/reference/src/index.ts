/**
 * The reference server: our platform (territories, credentials, an audit) on `@guichet/front`, and the first user of
 * the kit. A server of your own begins with `server-stub/stub`, which is short enough to read whole.
 */
export { createApp, type App } from './app.ts';
export { ConfigError, readConfig, type Config } from './config.ts';
export { looksLikeSecret } from './credentials/secret.ts';
export { UnknownUserError, issuePersonToken, provisionDemo, type PersonToken } from './demo.ts';
export { ListenError } from './listening.ts';
export { closeOnSignal } from './running/process-end.ts';
export { startServer, type RunningServer } from './server.ts';
export { startRegistry, type RunningRegistry } from './registry/server.ts';
export { startSandbox, type RunningSandbox } from './sandbox/sandbox.ts';
export { readSandboxSettings, type SandboxCredential, type SandboxSettings } from './sandbox/settings.ts';
export { StoreError, type DatabaseLocation } from './store/index.ts';
