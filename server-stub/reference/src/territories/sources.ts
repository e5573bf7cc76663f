/** The source of what a collectivite enters itself; every other one is a publication. */
export const ownSource = 'collectivite';
