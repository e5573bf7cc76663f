export { startMock, type MockOptions, type RunningMock } from './start-mock.ts';
export type { MockClient } from './credentials.ts';
export type { MockPerson } from './people/index.ts';
export { prismBackRoom } from './prism/back-room.ts';
export { readContract } from './contract-file.ts';
export { ContractError } from '@guichet/front';
