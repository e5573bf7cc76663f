import { importFromStage } from './from-stage.ts';
import type { OpenSubject, Subject } from './subject.ts';

/** The subject of a name as `subjects` lists it, calling this address. */
export async function openSubject(id: string, baseUrl: string, place?: string): Promise<Subject> {
  const [file = '', variant = 'default'] = id.split(':');
  importFromStage();
  const module = (await import(`../subjects/${file}.ts`)) as Record<string, OpenSubject>;
  return module[variant]!(baseUrl, place);
}
