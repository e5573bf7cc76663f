import type { Text } from '../translation/texts.ts';
import type { Journey } from './arazzo.ts';

/** Every text for people in journeys, in their order; replacing one changes the journey. */
export function textsOfJourneys(journeys: readonly Journey[]): Text[] {
  return journeys.flatMap(({ name, info, workflow }) => {
    const text = (node: Record<string, unknown>, field: string, place: string, markdown: boolean): Text => ({
      value: String(node[field]).trim(),
      markdown,
      place: `${name}/${place}${field}`,
      replace: (words) => void (node[field] = words),
    });
    return [
      text(info as unknown as Record<string, unknown>, 'title', '', false),
      text(info as unknown as Record<string, unknown>, 'summary', '', false),
      text(workflow as unknown as Record<string, unknown>, 'description', '', true),
      ...workflow.steps.map((step) =>
        text(step as unknown as Record<string, unknown>, 'description', `${step.stepId}/`, true),
      ),
    ];
  });
}
