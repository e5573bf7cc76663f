import { en } from './en.ts';
import { fr } from './fr.ts';

export type { Words } from './en.ts';

/** The languages that the docs can be built in. The first one stands at the root of an edition, the others in a folder. */
export const languages = { en, fr };

export type Language = keyof typeof languages;

/** What the contract's texts and the guides that have no translation are written in. */
export const sourceLanguage: Language = 'en';
