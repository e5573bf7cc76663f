// It waits for as long as the server does: 15 s for a statement that is given up, and 20 s for a connection that says nothing.
import { testPatience } from '../support/patience.ts';

testPatience();
