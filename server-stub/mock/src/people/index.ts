export { deviceRoute } from './device-control.ts';
export { demoPeople, mockPerson, withApplication, type MockPerson } from './people.ts';
