import type { Language } from '../words/index.ts';
import type { Detail, OperationChange } from './changes.ts';

/** What the changelog says. Names of details are Markdown. */
export interface ChangelogWords {
  lead: string;
  next: string;
  first: (operations: number) => string;
  textsOnly: string;
  nothingYet: string;
  breaking: string;
  kinds: Readonly<Record<OperationChange['kind'], string>>;
  before: (name: string) => string;
  inOperations: (count: number) => string;
  date: (day: string) => string;
  detail: (detail: Detail) => string;
  /** The note on the reference page where an operation stood. */
  gone: string;
  goneIn: (version: string | undefined) => string;
  seeChangelog: string;
}

const list = (values: readonly string[]): string => values.map((value) => `\`${value}\``).join(', ');

/** A field's path as code; the body itself has none. */
const place = (name: string, body: string): string => (name === '' ? body : `\`${name}\``);

/** A bound, or that there is none. */
const value = (bound: string | undefined, none: string): string => (bound === undefined ? none : `\`${bound}\``);

const dayIn = (locale: string) => (day: string) =>
  new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`));

function english(detail: Detail): string {
  const where = 'side' in detail ? { request: 'in the request', response: 'in the answer' }[detail.side] : '';
  const asked = 'side' in detail && detail.side === 'request';
  const name = 'name' in detail ? place(detail.name, 'the body') : '';
  switch (detail.what) {
    case 'parameter':
      if (detail.how === 'deprecated') return `Parameter ${name} is deprecated`;
      return detail.how === 'added'
        ? `New parameter ${name} (${detail.place})${detail.required ? ', required' : ''}`
        : `Parameter ${name} (${detail.place}) removed`;
    case 'field': {
      const names = [name, ...(detail.more ?? []).map((other) => `\`${other}\``)].join(', ');
      const [capital, small] = detail.more ? ['Fields', 'fields'] : ['Field', 'field'];
      if (detail.how === 'deprecated') return `${capital} ${names} ${where} ${detail.more ? 'are' : 'is'} deprecated`;
      return detail.how === 'added'
        ? `New ${small} ${names} ${where}${asked && detail.required ? ', required' : ''}`
        : `${capital} ${names} ${where} removed`;
    }
    case 'presence':
      if (detail.how === 'required') return asked ? `${name} is now required` : `${name} is now always there`;
      return asked ? `${name} is no longer required` : `${name} can now be missing`;
    case 'type':
      if (detail.how === 'added') return `${name} ${asked ? 'also takes' : 'can now be'} ${list(detail.types)}`;
      return `${name} ${asked ? 'no longer takes' : 'is no longer'} ${list(detail.types)}`;
    case 'values':
      return `${detail.how === 'added' ? 'New values' : 'Values removed'} of ${name} ${where}: ${list(detail.values)}`;
    case 'list':
      return detail.how === 'opened'
        ? `${name} ${where}: values beyond the listed ones can occur`
        : `${name} ${where}: only the listed values`;
    case 'bound':
      return `${name}: \`${detail.bound}\` is now ${value(detail.to, 'free')} (before: ${value(detail.from, 'free')})`;
    case 'body':
      return {
        added: 'Takes a request body',
        removed: 'Takes no request body any more',
        required: 'The request body is now required',
        optional: 'The request body is no longer required',
      }[detail.how];
    case 'media':
      return `Format ${name} ${where}${detail.status ? ` ${detail.status}` : ''} ${detail.how === 'added' ? 'added' : 'removed'}`;
    case 'status':
      return detail.how === 'added' ? `New answer ${name}` : `Answer ${name} removed`;
    case 'header':
      return `${detail.how === 'added' ? 'New header' : 'Header removed'} in answer ${detail.status}: ${name}`;
    case 'access':
      return `${detail.how === 'added' ? 'New way' : 'Way removed'} to authorize: ${name}`;
  }
}

function french(detail: Detail): string {
  const where = 'side' in detail ? { request: 'de la requête', response: 'de la réponse' }[detail.side] : '';
  const asked = 'side' in detail && detail.side === 'request';
  const name = 'name' in detail ? place(detail.name, 'le corps') : '';
  switch (detail.what) {
    case 'parameter':
      if (detail.how === 'deprecated') return `Le paramètre ${name} est obsolète`;
      return detail.how === 'added'
        ? `Nouveau paramètre ${name} (${detail.place})${detail.required ? ', obligatoire' : ''}`
        : `Paramètre ${name} (${detail.place}) supprimé`;
    case 'field': {
      const names = [name, ...(detail.more ?? []).map((other) => `\`${other}\``)].join(', ');
      const s = detail.more ? 's' : '';
      if (detail.how === 'deprecated')
        return `${s ? 'Les champs' : 'Le champ'} ${names} ${where} ${s ? 'sont obsolètes' : 'est obsolète'}`;
      return detail.how === 'added'
        ? `${s ? 'Nouveaux champs' : 'Nouveau champ'} ${names} ${where}${asked && detail.required ? `, obligatoire${s}` : ''}`
        : `Champ${s} ${names} ${where} supprimé${s}`;
    }
    case 'presence':
      if (detail.how === 'required')
        return asked ? `${name} devient obligatoire` : `${name} est désormais toujours présent`;
      return asked ? `${name} n’est plus obligatoire` : `${name} peut désormais être absent`;
    case 'type':
      if (detail.how === 'added')
        return `${name} ${asked ? 'accepte aussi' : 'peut désormais être de type'} ${list(detail.types)}`;
      return `${name} ${asked ? 'n’accepte plus' : 'n’est plus de type'} ${list(detail.types)}`;
    case 'values':
      return `${detail.how === 'added' ? 'Nouvelles valeurs' : 'Valeurs supprimées'} de ${name} ${where} : ${list(detail.values)}`;
    case 'list':
      return detail.how === 'opened'
        ? `${name} ${where} : d’autres valeurs que celles de la liste sont possibles`
        : `${name} ${where} : seules les valeurs de la liste sont possibles`;
    case 'bound':
      return `${name} : \`${detail.bound}\` est désormais ${value(detail.to, 'libre')} (avant : ${value(detail.from, 'libre')})`;
    case 'body':
      return {
        added: 'Accepte un corps de requête',
        removed: 'N’accepte plus de corps de requête',
        required: 'Le corps de la requête devient obligatoire',
        optional: 'Le corps de la requête n’est plus obligatoire',
      }[detail.how];
    case 'media':
      return `Format ${name} ${where}${detail.status ? ` ${detail.status}` : ''} ${detail.how === 'added' ? 'ajouté' : 'supprimé'}`;
    case 'status':
      return detail.how === 'added' ? `Nouvelle réponse ${name}` : `Réponse ${name} supprimée`;
    case 'header':
      return `${detail.how === 'added' ? 'Nouvel en-tête' : 'En-tête supprimé'} de la réponse ${detail.status} : ${name}`;
    case 'access':
      return `${detail.how === 'added' ? 'Nouveau mode d’autorisation' : 'Mode d’autorisation supprimé'} : ${name}`;
  }
}

const en: ChangelogWords = {
  lead: 'What changed for callers, version by version, worked out from the published contracts.',
  next: 'Next',
  first: (operations) => `First published version, with ${operations} operations.`,
  textsOnly: 'Nothing changed for callers: texts and examples only.',
  nothingYet: 'No version has been published yet.',
  breaking: 'breaking',
  kinds: {
    removed: 'Removed',
    moved: 'Moved',
    renamed: 'Renamed',
    deprecated: 'Deprecated',
    changed: 'Changed',
    added: 'Added',
  },
  before: (name) => `before: \`${name}\``,
  inOperations: (count) => `In ${count} operations:`,
  date: dayIn('en-GB'),
  detail: english,
  gone: 'Removed operations',
  goneIn: (version) => (version ? `Removed in ${version}.` : 'Removed in the next version.'),
  seeChangelog: 'See the changelog',
};

const fr: ChangelogWords = {
  lead: 'Ce qui a changé pour les appelants, version par version, d’après les contrats publiés.',
  next: 'À venir',
  first: (operations) => `Première version publiée, avec ${operations} opérations.`,
  textsOnly: 'Rien ne change pour les appelants : seuls des textes et des exemples ont changé.',
  nothingYet: 'Aucune version n’a encore été publiée.',
  breaking: 'incompatible',
  kinds: {
    removed: 'Supprimé',
    moved: 'Déplacé',
    renamed: 'Renommé',
    deprecated: 'Obsolète',
    changed: 'Modifié',
    added: 'Ajouté',
  },
  before: (name) => `avant : \`${name}\``,
  inOperations: (count) => `Dans ${count} opérations :`,
  date: dayIn('fr-FR'),
  detail: french,
  gone: 'Opérations supprimées',
  goneIn: (version) => (version ? `Supprimée dans la version ${version}.` : 'Supprimée dans la prochaine version.'),
  seeChangelog: 'Voir le journal des versions',
};

export const changelogWords: Readonly<Record<Language, ChangelogWords>> = { en, fr };
