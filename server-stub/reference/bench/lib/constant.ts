/** What a handler answers that asks nothing of the database. */
export const constant = {
  id: 3812,
  nom: 'Métropole de Lyon',
  siren: '200046977',
  communeCode: null,
  natureInsee: 'METLYON',
  type: 'epci',
  activeCOT: true,
};
