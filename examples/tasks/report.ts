import { type Client, isApiError } from '@guichet/sdk';

/** A line for a report, or why there is none. */
export async function reportLine(client: Client, collectiviteId: number): Promise<string> {
  try {
    const { nom, siren } = await client.collectivites.get({ collectiviteId });
    return `${nom} (${siren ?? 'no SIREN'})`;
  } catch (error) {
    if (isApiError(error) && error.status === 404) return `${collectiviteId} is gone`;
    throw error;
  }
}
