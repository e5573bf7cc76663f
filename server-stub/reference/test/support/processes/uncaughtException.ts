// A server in which something throws where nothing catches it.
process.on('SIGUSR2', () => {
  throw new Error('broken on purpose');
});
await import('../../../src/cli.ts');
