import { html } from './html.ts';
import { csrfField, layout, name, problemBox } from './layout.ts';
import type { Language } from './language.ts';
import { textsOf, type SignInProblem } from './texts.ts';

export interface SignInModel {
  /** Where `login` and `password` are posted to. */
  action: string;
  /** Where a person who does not want to sign in is sent, by an empty POST. */
  cancelAction: string;
  /** Comes back as `xsrf`, in both forms. */
  csrf?: string;
  applicationName: string;
  /** What was typed before. */
  login?: string;
  problem?: SignInProblem;
}

/** Asks for login and password. */
export function signInPage(model: SignInModel, language: Language): string {
  const { signIn, ...texts } = textsOf(language);
  const { action, cancelAction, csrf, applicationName, login, problem } = model;
  const invalid = problem === 'mismatch' || problem === 'missing';
  const described = problem !== undefined && html`aria-describedby="problem"`;
  const faulty = invalid && html`aria-invalid="true"`;
  const focus = (here: boolean) => here && html`autofocus`;
  return layout({
    language,
    title: signIn.title,
    problem: problem !== undefined,
    content: html`
      <p>${signIn.lead(name(applicationName))}</p>
      ${problemBox(texts, problem && signIn.problems[problem])}
      <form id="sign-in" method="post" action="${action}">
        ${csrfField(csrf)}
        <label for="login">${signIn.login}</label>
        <input
          id="login"
          name="login"
          type="text"
          value="${login ?? ''}"
          autocomplete="username"
          autocapitalize="none"
          autocorrect="off"
          spellcheck="false"
          maxlength="200"
          required
          ${described}
          ${faulty}
          ${focus(login === undefined)}
        />
        <label for="password">${signIn.password}</label>
        <input
          id="password"
          name="password"
          type="password"
          autocomplete="current-password"
          maxlength="200"
          required
          ${described}
          ${faulty}
          ${focus(login !== undefined)}
        />
      </form>
      <form id="cancel" method="post" action="${cancelAction}">${csrfField(csrf)}</form>
      <div class="actions">
        <button form="sign-in">${signIn.submit}</button>
        <button form="cancel" class="quiet">${signIn.cancel}</button>
      </div>
    `,
  });
}
