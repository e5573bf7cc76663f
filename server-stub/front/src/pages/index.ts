export { consentPage } from './consent.ts';
export { deviceConfirmPage, deviceDonePage, devicePage } from './device.ts';
export { pageHeaders } from './headers.ts';
export { homePage } from './home.ts';
export { languageCookie, languageOf, type Language } from './language.ts';
export { messagePage } from './message.ts';
export { signInPage } from './sign-in.ts';
export type { DeviceProblem, MessageKind, SignInProblem } from './texts.ts';
