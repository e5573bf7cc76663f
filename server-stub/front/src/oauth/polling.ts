import type { KoaContextWithOIDC, Provider } from 'oidc-provider';
import type { FlowRecords } from './flow-records.ts';

/** Seconds between two questions of a device, and what each too early one adds (RFC 8628 section 3.5). */
export const pollingInterval = 5;

/** How long the last question is remembered, in seconds: as long as a device code lives. */
const memory = 600;

const kind = 'Polling';

/**
 * Tells devices that ask too often to slow down (RFC 8628 section 3.5), which oidc-provider leaves out. The times are
 * kept with the other records, so that a device cannot ask each replica in turn.
 *
 * @param first - seconds that a device is told to wait between two questions
 */
export function pacePolling(provider: Provider, records: FlowRecords, first: number = pollingInterval): void {
  provider.use(async (context, next) => {
    await next();
    const { oidc } = context as KoaContextWithOIDC;
    const body = context.body as { error?: string; error_description?: string; device_code?: string } | undefined;
    if (oidc?.route === 'device_authorization' && body?.device_code !== undefined) {
      Object.assign(body, { interval: first });
    }
    const code = oidc?.params?.['device_code'];
    if (oidc?.route !== 'token' || body?.error !== 'authorization_pending' || typeof code !== 'string') return;

    const now = Date.now() / 1000;
    const last = (await records.find(kind, code)) as { at: number; interval: number } | undefined;
    // A second of grace, half of a short interval: the network is not as regular as the device.
    const early = last !== undefined && now - last.at < Math.max(last.interval - 1, last.interval / 2);
    const interval = (last?.interval ?? first) + (early ? pollingInterval : 0);
    await records.upsert(kind, code, { at: now, interval }, memory);
    if (early) {
      body.error = 'slow_down';
      body.error_description = `You ask too often. Wait ${interval} seconds from now on.`;
    }
  });
}
