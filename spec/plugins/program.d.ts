import type { Document, Endpoint } from './curl.js';

export function programSample(document: Document, endpoint: Endpoint, sdk: string): string | undefined;
