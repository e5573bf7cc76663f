// A server in which a promise is rejected that nobody waits for.
process.on('SIGUSR2', () => void Promise.reject(new Error('broken on purpose')));
await import('../../../src/cli.ts');
