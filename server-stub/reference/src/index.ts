export { createApp, type App } from './app.ts';
export { ConfigError, readConfig, type Config } from './config.ts';
export { looksLikeSecret } from './credentials/secret.ts';
export { UnknownUserError, issuePersonToken, provisionDemo, type PersonToken } from './demo.ts';
export { ListenError, closeOnSignal } from './listening.ts';
export { startServer, type RunningServer } from './server.ts';
export { startSandbox, type RunningSandbox } from './sandbox/sandbox.ts';
export { readSandboxSettings, type SandboxCredential, type SandboxSettings } from './sandbox/settings.ts';
export { StoreError, type DatabaseLocation } from './store/index.ts';
