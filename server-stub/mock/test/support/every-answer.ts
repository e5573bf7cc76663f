import { afterAll, describe, expect, it } from 'vitest';
import { builtContract, openBackRoom } from './back-room.ts';
import { faultOf, readDeclared } from './judge.ts';

/** Asks for every answer of the kit's contracts, and judges it by Ajv on the contract's own document, outside the mock. */
export function everyAnswer(seeds: number): void {
  describe.each(['full', 'public', 'registry'] as const)(
    'every answer of the mock of the %s contract is valid',
    (name) => {
      const document = builtContract(name);
      const room = openBackRoom(document);
      const declared = readDeclared(document);
      let judged = 0;
      afterAll(async () => {
        await room.close();
        console.info(`${name} contract: ${judged} answers judged, of ${declared.length} declared responses`);
      });

      async function judge(response: (typeof declared)[number], prefer: string): Promise<string | undefined> {
        const answer = await room.ask(room.contract.operation(response.operationId), prefer);
        judged += 1;
        const fault = faultOf(response, answer);
        return fault && `${response.operationId} ${response.code} (Prefer: ${prefer}): ${fault}`;
      }

      it('by status and by the name of each example', { timeout: 300_000 }, async () => {
        const faults: unknown[] = [];
        for (const response of declared) {
          faults.push(await judge(response, `code=${response.status}`));
          for (const example of response.examples)
            faults.push(await judge(response, `code=${response.status}, example="${example}"`));
        }
        expect(faults.filter(Boolean)).toEqual([]);
        expect(judged).toBeGreaterThanOrEqual(declared.length);
        expect(room.warnings).toEqual([]);
      });

      it(`invented from ${seeds} seeds, most of them different`, { timeout: 300_000 }, async () => {
        const faults: unknown[] = [];
        const before = judged;
        for (const response of declared)
          for (let seed = 1; seed <= seeds; seed += 1)
            faults.push(await judge(response, `code=${response.status}, dynamic, seed=${seed}`));
        expect(faults.filter(Boolean).slice(0, 5)).toEqual([]);
        expect(judged - before).toBe(declared.length * seeds);
      });
    },
  );
}
