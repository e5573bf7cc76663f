import { everyAnswer } from '../support/every-answer.ts';

// More seeds: `every-answer.slow.test.ts`.
everyAnswer(5);
