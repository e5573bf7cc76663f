/** What the APIs of the peers answer, by the beginning of the path; as much of it as their clients look at. */
export const peerAnswers: readonly (readonly [string, object])[] = [];
