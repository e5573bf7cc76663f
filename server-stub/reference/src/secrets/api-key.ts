import { hash } from 'node:crypto';
import { composeSecret, secretForm, type SecretText } from './format.ts';

// What is fixed about API keys by the registry's contract. Whoever issues them and whoever takes them agrees on it.

/** A new API key: `gch_key_<id>_<43 random characters><CRC-32>`. */
export const generateApiKey = (): SecretText => composeSecret('key');

/** Whether a text is an API key of this kit, by its form and checksum. Valid or not: only the registry knows. */
export const looksLikeApiKey = secretForm('key');

/** SHA-256 in hexadecimal, under which a key is known: with 256 random bits there is nothing to guess. */
export const digestApiKey = (key: string): string => hash('sha256', key);
