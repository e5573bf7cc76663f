import { html, type Html } from './html.ts';
import { csrfField, layout, name } from './layout.ts';
import type { Language } from './language.ts';
import { textsOf } from './texts.ts';

export interface ConsentScope {
  name: string;
  /** What it permits, in English. */
  description: string;
}

export interface ConsentModel {
  /** Where a yes is posted to. */
  action: string;
  /** Where a no is posted to. */
  cancelAction: string;
  /** Comes back as `xsrf`, in both forms. */
  csrf?: string;
  applicationName: string;
  personName: string;
  /** What is asked for and would be granted. */
  scopes: readonly ConsentScope[];
  /** What is asked for and the person's roles do not permit. */
  unavailableScopes?: readonly ConsentScope[];
}

/** Asks a person who has signed in whether an application may act on the person's behalf. */
export function consentPage(model: ConsentModel, language: Language): string {
  const { consent } = textsOf(language);
  const { action, cancelAction, csrf, applicationName, personName, scopes, unavailableScopes = [] } = model;
  const list = (some: readonly ConsentScope[]) =>
    html`<ul class="scopes">
      ${some.map((scope) => item(scope, language))}
    </ul>`;
  return layout({
    language,
    title: consent.title,
    content: html`
      <p>${consent.lead(name(applicationName), name(personName))}</p>
      <h2>${consent.scopes}</h2>
      ${list(scopes)}
      ${
        unavailableScopes.length > 0 &&
        html`<h2>${consent.unavailable}</h2>
          ${list(unavailableScopes)}`
      }
      <p>${consent.note}</p>
      <form id="approve" method="post" action="${action}">
        ${csrfField(csrf)}
        <input type="hidden" name="scope" value="${scopes.map((scope) => scope.name).join(' ')}" />
      </form>
      <form id="deny" method="post" action="${cancelAction}">${csrfField(csrf)}</form>
      <div class="actions">
        <button form="approve">${consent.approve}</button>
        <button form="deny" class="quiet">${consent.deny}</button>
      </div>
    `,
  });
}

function item(scope: ConsentScope, language: Language): Html {
  return html`<li>
    <p${language !== 'en' && html` lang="en"`}>${scope.description}</p>
    <code translate="no">${scope.name}</code>
  </li>`;
}
