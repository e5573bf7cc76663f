/** Tens of thousands of answers take half a minute of a processor; `every-answer.test.ts` asks for a twentieth of them. */
import { everyAnswer } from '../support/every-answer.ts';

everyAnswer(100);
