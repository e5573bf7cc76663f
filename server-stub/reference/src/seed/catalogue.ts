// The indicators, one a line: id | identifier | title | unit | decimals | least | most | how it scales | usual value |
// change per year in % | description. It scales with the population (`hab`: the usual value is per inhabitant) or not
// (`fixe`). A dash is "none".
const table = `
1 | cae_1.a | Émissions annuelles de gaz à effet de serre | teq CO2 | 0 | 0 | - | hab | 5.2 | -2 | Émissions directes et indirectes liées à l'énergie, périmètre du PCAET.
2 | cae_1.b | Émissions de gaz à effet de serre par habitant | teq CO2/hab | 2 | 0 | - | fixe | 5.2 | -2 | Émissions annuelles rapportées à la population municipale.
3 | cae_1.c | Émissions de GES du secteur résidentiel | teq CO2 | 0 | 0 | - | hab | 0.9 | -3 | Chauffage, eau chaude et électricité des logements.
4 | cae_1.d | Émissions de GES du secteur tertiaire | teq CO2 | 0 | 0 | - | hab | 0.5 | -3 | Bureaux, commerces et équipements publics.
5 | cae_1.e | Émissions de GES du transport routier | teq CO2 | 0 | 0 | - | hab | 1.9 | -1 | Voyageurs et marchandises, trafic sur le territoire.
6 | cae_1.f | Émissions de GES de l'agriculture | teq CO2 | 0 | 0 | - | hab | 0.7 | -1 | Énergie, sols et élevage.
7 | cae_1.g | Émissions de GES de l'industrie hors branche énergie | teq CO2 | 0 | 0 | - | hab | 0.9 | -2 | Combustion et procédés.
8 | cae_1.h | Émissions de GES des déchets | teq CO2 | 0 | 0 | - | hab | 0.15 | -2 | Traitement et stockage des déchets.
9 | cae_1.i | Séquestration nette de CO2 | teq CO2 | 0 | - | - | hab | 0.4 | 0 | Sols et forêt ; négative quand le territoire émet plus qu'il ne stocke.
10 | cae_1.j | Part de la population exposée à un dépassement de PM2,5 | % | 1 | 0 | 100 | fixe | 9 | -6 | Seuil recommandé par l'OMS.
11 | cae_1.k | Émissions d'oxydes d'azote (NOx) | t | 1 | 0 | - | hab | 0.009 | -4 | Tous secteurs.
12 | cae_2.a | Consommation énergétique du territoire | GWh | 1 | 0 | - | hab | 0.0242 | -1 | Consommation finale d'énergie, tous secteurs, sans correction du climat.
13 | cae_2.b | Consommation énergétique par habitant | MWh/hab | 2 | 0 | - | fixe | 24.2 | -1 | Consommation finale rapportée à la population municipale.
14 | cae_2.c | Consommation énergétique du résidentiel | GWh | 1 | 0 | - | hab | 0.0075 | -1 | Logements, toutes énergies.
15 | cae_3.a | Taux de production d'énergies renouvelables | % | 1 | 0 | 100 | fixe | 17 | 5 | Part de la consommation couverte par les énergies renouvelables produites sur le territoire.
16 | cae_2.e | Consommation énergétique du transport routier | GWh | 1 | 0 | - | hab | 0.0071 | -1 | Carburants et électricité.
17 | cae_2.f | Consommation énergétique de l'industrie | GWh | 1 | 0 | - | hab | 0.0048 | -2 | Hors branche énergie.
18 | cae_2.g | Consommation du patrimoine bâti de la collectivité | kWh/m² | 0 | 0 | - | fixe | 168 | -3 | Énergie finale par mètre carré chauffé.
19 | cae_2.h | Consommation de l'éclairage public | kWh/hab | 1 | 0 | - | fixe | 58 | -7 | Électricité de l'éclairage public par habitant.
20 | cae_3.b | Production d'énergie renouvelable | GWh | 1 | 0 | - | hab | 0.0041 | 5 | Chaleur, électricité et gaz renouvelables produits sur le territoire.
21 | cae_2.d | Consommation énergétique du tertiaire | GWh | 1 | 0 | - | hab | 0.0039 | -1 | Bureaux, commerces et équipements publics.
22 | cae_3.c | Production d'électricité photovoltaïque | MWh | 0 | 0 | - | hab | 0.24 | 12 | Installations raccordées au réseau.
23 | cae_3.d | Production éolienne | MWh | 0 | 0 | - | hab | 0.31 | 4 | Parcs en service sur le territoire.
24 | cae_3.e | Chaleur livrée par les réseaux de chaleur | MWh | 0 | 0 | - | hab | 0.42 | 2 | Chaleur facturée en sous-station.
25 | cae_3.f | Taux d'énergie renouvelable et de récupération des réseaux de chaleur | % | 1 | 0 | 100 | fixe | 58 | 3 | Moyenne pondérée par la chaleur livrée.
26 | cae_3.g | Biométhane injecté | MWh | 0 | 0 | - | hab | 0.08 | 18 | Injection dans les réseaux de gaz.
27 | cae_4.a | Part modale de la voiture | % | 1 | 0 | 100 | fixe | 61 | -1 | Part des déplacements, enquête mobilité.
28 | cae_4.b | Part modale des transports collectifs | % | 1 | 0 | 100 | fixe | 12 | 2 | Part des déplacements, enquête mobilité.
29 | cae_4.c | Part modale du vélo | % | 1 | 0 | 100 | fixe | 3.1 | 8 | Part des déplacements, enquête mobilité.
30 | cae_4.d | Part modale de la marche | % | 1 | 0 | 100 | fixe | 23 | 0 | Part des déplacements, enquête mobilité.
31 | cae_4.e | Linéaire de voirie aménagé pour les cycles | km | 1 | 0 | - | hab | 0.00055 | 6 | Pistes, bandes et voies vertes.
32 | cae_4.f | Fréquentation des transports collectifs | voyages/hab | 1 | 0 | - | fixe | 74 | 1 | Voyages annuels rapportés à la population desservie.
33 | cae_4.g | Places de stationnement vélo | places | 0 | 0 | - | hab | 0.021 | 7 | Espace public et pôles d'échange.
34 | cae_4.h | Points de recharge publics | points | 0 | 0 | - | hab | 0.0016 | 28 | Points de recharge ouverts au public.
35 | cae_5.a | Part de surface agricole en agriculture biologique | % | 1 | 0 | 100 | fixe | 10.4 | 6 | Surfaces certifiées et en conversion.
36 | cae_5.b | Surface artificialisée dans l'année | ha | 2 | 0 | - | hab | 0.00031 | -5 | Espaces naturels, agricoles et forestiers consommés.
37 | cae_5.c | Taux de boisement | % | 1 | 0 | 100 | fixe | 27 | 0 | Part de la surface du territoire.
38 | cae_5.d | Part de produits bio en restauration collective | % | 1 | 0 | 100 | fixe | 21 | 7 | En valeur d'achat, cantines de la collectivité.
39 | cae_6.a | Logements rénovés énergétiquement | logements | 0 | 0 | - | hab | 0.0049 | 6 | Dossiers aidés soldés dans l'année.
40 | cae_6.b | Ménages conseillés sur la rénovation | ménages | 0 | 0 | - | hab | 0.006 | 5 | Entretiens personnalisés d'un espace conseil.
41 | cae_6.c | Part de ménages en précarité énergétique | % | 1 | 0 | 100 | fixe | 11.8 | -1 | Taux d'effort énergétique, logement.
42 | cae_7.a | Budget climat par habitant | €/hab | 1 | 0 | - | fixe | 38 | 7 | Dépenses de la collectivité consacrées à la politique climat-air-énergie.
43 | cae_7.b | Effectif dédié au climat | ETP | 1 | 0 | - | hab | 0.00006 | 6 | Agents en équivalent temps plein.
44 | eci_1.a | Déchets ménagers et assimilés | kg/hab | 0 | 0 | - | fixe | 545 | -1 | Gravats compris, par habitant et par an.
45 | eci_1.b | Ordures ménagères résiduelles | kg/hab | 0 | 0 | - | fixe | 232 | -2 | Collecte en mélange, par habitant et par an.
46 | eci_1.c | Biodéchets collectés séparément | kg/hab | 1 | 0 | - | fixe | 14 | 14 | Déchets alimentaires, par habitant et par an.
47 | eci_1.d | Apports en déchèterie | kg/hab | 0 | 0 | - | fixe | 208 | 0 | Par habitant et par an.
48 | eci_1.e | Collecte sélective des emballages et papiers | kg/hab | 1 | 0 | - | fixe | 52 | 1 | Par habitant et par an.
49 | eci_2.a | Taux de valorisation matière et organique | % | 1 | 0 | 100 | fixe | 47 | 2 | Part des déchets ménagers et assimilés.
50 | eci_2.b | Taux d'enfouissement | % | 1 | 0 | 100 | fixe | 18 | -5 | Part des déchets non dangereux non inertes.
51 | eci_2.c | Refus de tri | % | 1 | 0 | 100 | fixe | 19 | -1 | Part de la collecte sélective.
52 | eci_2.d | Coût aidé du service déchets | €/hab | 1 | 0 | - | fixe | 93 | 3 | Coût complet net des recettes et soutiens.
53 | eci_3.a | Foyers équipés d'un composteur | foyers | 0 | 0 | - | hab | 0.055 | 8 | Composteurs individuels distribués, cumul.
54 | eci_3.b | Sites de compostage partagé | sites | 0 | 0 | - | hab | 0.00021 | 15 | Pied d'immeuble et quartier.
55 | eci_3.c | Recycleries et ressourceries | lieux | 0 | 0 | - | hab | 0.000012 | 5 | Lieux ouverts au public.
56 | eci_3.d | Tonnage réemployé | t | 1 | 0 | - | hab | 0.0041 | 7 | Objets sortis pour réemploi.
57 | eci_4.a | Part de marchés publics avec considération environnementale | % | 1 | 0 | 100 | fixe | 34 | 10 | En nombre de marchés notifiés.
58 | eci_4.b | Démarches d'écologie industrielle et territoriale | démarches | 0 | 0 | - | hab | 0.000006 | 6 | Synergies entre entreprises suivies par la collectivité.
59 | te_1.a | Rendement des réseaux d'eau potable | % | 1 | 0 | 100 | fixe | 81 | 0 | Volume consommé rapporté au volume mis en distribution.
60 | te_1.e | Consommation d'eau potable | m³ | 0 | 0 | - | hab | 53 | -1 | Volumes facturés sur le territoire.
61 | te_1.c | Prélèvements en eau | m³ | 0 | 0 | - | hab | 92 | -1 | Tous usages hors refroidissement des centrales.
62 | te_1.d | Masses d'eau superficielles en bon état écologique | % | 1 | 0 | 100 | fixe | 41 | 0 | Directive-cadre sur l'eau.
63 | te_2.a | Surface désimperméabilisée | m² | 0 | 0 | - | hab | 0.11 | 20 | Cours d'école, parkings et voirie, dans l'année.
64 | te_2.b | Arbres plantés | arbres | 0 | 0 | - | hab | 0.013 | 9 | Espace public, dans l'année.
65 | te_2.c | Part de la population à moins de 300 m d'un espace vert | % | 1 | 0 | 100 | fixe | 68 | 1 | Espaces publics ouverts.
66 | te_2.d | Population en îlot de chaleur urbain | % | 1 | 0 | 100 | fixe | 24 | 1 | Aléa fort ou très fort.
67 | te_3.a | Communes engagées dans un plan communal de sauvegarde | % | 1 | 0 | 100 | fixe | 71 | 3 | Part des communes membres.
68 | te_3.b | Logements exposés au retrait-gonflement des argiles | % | 1 | 0 | 100 | fixe | 33 | 0 | Aléa moyen ou fort.
69 | te_3.c | Indice de fragilité climatique | indice | 2 | -3 | 3 | fixe | 0.4 | 0 | Indice centré, négatif quand le territoire est moins fragile que la moyenne.
70 | - | Jours d'ouverture du réseau de fraîcheur | jours | 0 | 0 | 366 | fixe | 47 | 5 | -
96 | te_1.b | Part du budget consacrée à la transition | % | 1 | 0 | 100 | fixe | 14 | 6 | -
`;

/** An indicator, and what the seed needs to invent its values. */
export interface CatalogueEntry {
  id: number;
  identifiant: string | null;
  titre: string;
  unite: string;
  precision: number;
  borneMin: number | null;
  borneMax: number | null;
  perInhabitant: boolean;
  usual: number;
  /** Change per year, as a factor less one. */
  trend: number;
  description: string | null;
}

export const catalogue: readonly CatalogueEntry[] = table
  .trim()
  .split('\n')
  .map((line) => {
    const cells = line.split('|').map((cell) => cell.trim());
    const text = (index: number) => (cells[index] === '-' ? null : (cells[index] ?? null));
    const number = (index: number) => (text(index) === null ? null : Number(text(index)));
    return {
      id: number(0) ?? 0,
      identifiant: text(1),
      titre: text(2) ?? '',
      unite: text(3) ?? '',
      precision: number(4) ?? 0,
      borneMin: number(5),
      borneMax: number(6),
      perInhabitant: cells[7] === 'hab',
      usual: number(8) ?? 0,
      trend: (number(9) ?? 0) / 100,
      description: text(10),
    };
  });
