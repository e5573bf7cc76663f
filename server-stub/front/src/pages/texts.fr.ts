import { html } from './html.ts';
import type { Texts } from './texts.ts';

// \u00a0 and \u202f: French sets an unbreakable space before : and », and a narrow one before ; ? and !.

export const french: Texts = {
  languageName: 'Français',
  languageLabel: 'Langue',
  errorPrefix: 'Erreur\u00a0:',
  problemTitle: 'Un problème est survenu',
  home: {
    server: (api, operations) =>
      html`Cette adresse s’adresse aux programmes : elle sert ${operations}
      ${operations === 1 ? 'opération' : 'opérations'} de ${api}.`,
    mock: (api, operations) =>
      html`Cette adresse s’adresse aux programmes : elle simule ${operations}
      ${operations === 1 ? 'opération' : 'opérations'} de ${api}. Ses réponses sont des exemples, et rien n’est
      conservé.`,
    docs: 'Documentation',
    docsLink: 'Ce que l’API permet, et comment l’appeler',
    firstCall: 'Le premier appel',
    firstCallLead: 'Dans un terminal, avec l’identifiant et le secret de votre accès\u00a0:',
    metadata: 'D’où viennent les jetons, pour les programmes',
  },
  signIn: {
    title: 'Connexion',
    lead: (application) => html`Identifiez-vous pour continuer vers ${application}.`,
    login: 'Identifiant',
    password: 'Mot de passe',
    submit: 'Se connecter',
    cancel: 'Annuler',
    problems: {
      mismatch: 'L’identifiant et le mot de passe ne correspondent pas. Vérifiez-les, puis réessayez.',
      missing: 'Saisissez votre identifiant et votre mot de passe.',
      too_many_tries: 'Trop de tentatives ont échoué. Patientez une minute, puis réessayez.',
      unavailable: 'La connexion est momentanément impossible. Réessayez dans quelques secondes.',
    },
  },
  consent: {
    title: 'Autoriser l’accès\u202f?',
    lead: (application, person) => html`${application} demande un accès en votre nom. Compte utilisé : ${person}.`,
    scopes: 'Autorisations demandées',
    unavailable: 'Autorisations demandées que vos rôles ne permettent pas, et qui ne seront pas accordées',
    note: 'L’application ne pourra jamais faire plus que ce qui vous est permis. N’autorisez l’accès que si vous la connaissez.',
    approve: 'Autoriser',
    deny: 'Refuser',
  },
  device: {
    title: 'Connecter un appareil',
    lead: 'Un programme ou un appareil vous affiche un code. Saisissez-le ici.',
    code: 'Code',
    hint: 'Huit lettres, par exemple BCDF-GHJK, en majuscules ou en minuscules, avec ou sans tiret.',
    submit: 'Continuer',
    problems: {
      missing: 'Saisissez le code affiché par l’appareil.',
      unknown:
        'Ce code n’existe pas. Comparez-le lettre à lettre avec celui de l’appareil, puis saisissez-le à nouveau.',
      expired: 'Ce code a expiré. Recommencez sur l’appareil, puis saisissez le nouveau code.',
      used: 'Ce code a déjà été utilisé. Si l’appareil attend toujours, recommencez sur celui-ci.',
      too_many_tries: 'Trop de codes erronés ont été saisis. Patientez dix minutes, puis recommencez sur l’appareil.',
      other: 'L’opération n’a pas abouti. Recommencez sur l’appareil, puis saisissez le nouveau code.',
    },
  },
  deviceConfirm: {
    title: 'Est-ce bien votre appareil\u202f?',
    lead: (application) =>
      html`${application} souhaite se connecter en votre nom. L’appareil doit afficher exactement ce code :`,
    code: 'Code affiché par l’appareil',
    device: 'Origine de la demande\u00a0:',
    warning:
      'Ne continuez que si vous venez de lancer vous-même cette connexion et si ce code s’affiche sur votre propre appareil. Si quelqu’un vous a transmis ce code, refusez\u00a0: cette personne agirait en votre nom.',
    confirm: 'C’est le mien, continuer',
    abort: 'Refuser',
  },
  deviceDone: {
    approved: {
      title: 'L’appareil est connecté',
      text: 'L’appareil reprend dans quelques secondes. Vous pouvez fermer cette page.',
    },
    denied: {
      title: 'L’appareil a été refusé',
      text: 'Aucun accès ne lui a été accordé. Vous pouvez fermer cette page.',
    },
  },
  messages: {
    session_lost: {
      title: 'Cette page n’est plus valable',
      text: 'Elle est restée ouverte trop longtemps, ou a été ouverte dans un autre navigateur. Revenez à l’application ou à l’appareil, puis recommencez.',
    },
    expired: {
      title: 'Cette connexion a expiré',
      text: 'Pour votre sécurité, elle doit aboutir en moins de dix minutes. Revenez à l’application, puis recommencez.',
    },
    used: {
      title: 'Cette opération a déjà eu lieu',
      text: 'La page a été envoyée deux fois. Revenez à l’application\u202f; si elle ne reprend pas, recommencez.',
    },
    cookies_off: {
      title: 'Les cookies sont désactivés',
      text: 'La connexion nécessite un cookie, le temps qu’elle dure. Autorisez les cookies pour ce site, revenez à l’application, puis recommencez.',
    },
    request_refused: {
      title: 'Cette demande ne peut pas aboutir',
      text: 'La demande de l’application n’est pas valide. Montrez cette page à la personne qui en est responsable.',
    },
    not_found: {
      title: 'Cette page n’existe pas',
      text: 'Vérifiez l’adresse, ou revenez à l’application et recommencez.',
    },
    too_many_tries: {
      title: 'Trop de tentatives',
      text: 'Patientez une minute, puis réessayez.',
    },
    unavailable: {
      title: 'Service momentanément indisponible',
      text: 'Rien n’est perdu. Réessayez dans quelques secondes.',
    },
    server_error: {
      title: 'Une erreur s’est produite de notre côté',
      text: 'Vous n’y êtes pour rien. Réessayez\u202f; si l’erreur persiste, écrivez-nous.',
    },
  },
  detail: 'Détail technique (en anglais)\u00a0:',
};
