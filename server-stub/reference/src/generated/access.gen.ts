// This file is generated from the contract. Do not edit.

/** The scopes of each permission set that a credential can be given (`x-permission-sets`). */
export const scopesOfSets = {
  "read_only": ["collectivites.read","collectivites.labellisations.read","indicateurs.definitions.read","indicateurs.valeurs.read","utilisateur.read"],
  "indicateurs_write": ["collectivites.read","collectivites.labellisations.read","indicateurs.definitions.read","indicateurs.valeurs.read","utilisateur.read","indicateurs.valeurs.write"],
  "full_access": ["collectivites.read","collectivites.labellisations.read","indicateurs.definitions.read","indicateurs.valeurs.read","utilisateur.read","indicateurs.valeurs.write","credentials.read","credentials.write"],
} as const;

/** The scopes that each role permits (`x-roles`). */
export const scopesOfRoles = {
  "utilisateur": ["collectivites.read","collectivites.labellisations.read","indicateurs.definitions.read","utilisateur.read","credentials.read","credentials.write","audit.read"],
  "lecture": ["indicateurs.valeurs.read"],
  "edition": ["indicateurs.valeurs.read","indicateurs.valeurs.write"],
  "admin": ["indicateurs.valeurs.read","indicateurs.valeurs.write"],
  "support": ["indicateurs.valeurs.read"],
  "administrateur": ["indicateurs.valeurs.read","indicateurs.valeurs.write","credentials.admin","tokens.introspect","clients.manage","api-keys.validate"],
} as const;
