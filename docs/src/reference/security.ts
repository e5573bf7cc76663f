import { type Html, html } from '../html.ts';
import type { Reference } from '../edition.ts';
import { markdown } from '../markdown.ts';
import { type Operation, type SecurityRequirement, type SecurityScheme, resolve } from '../openapi.ts';
import type { Words } from '../words/index.ts';

/** How a scheme is presented in a request. */
function presentation({ type, in: place = '', name, scheme }: SecurityScheme, { security: words }: Words): Html {
  if (type === 'apiKey') return html`${words.sentIn[place]} <code>${name}</code>.`;
  if (type === 'http') return html`${words.sentAs} <code>Authorization: ${scheme}</code>.`;
  return html`${words.sentAs} <code>Authorization: Bearer</code>.`;
}

/** What one has to present to call an operation: any one of the lines. */
export function authorization({ document, words: { security: words } }: Reference, operation: Operation): Html {
  const requirements = operation.security ?? document.security ?? [];
  if (operation['x-oauth-endpoint'] === 'token_endpoint') {
    return html`<h4>${words.title}</h4>
      <p>${words.inRequest}</p>`;
  }
  if (requirements.length === 0) {
    return html`<h4>${words.title}</h4>
      <p>${words.none}</p>`;
  }
  const scopesOf = (requirement: SecurityRequirement) => [...new Set(Object.values(requirement).flat())];
  const codes = (scopes: readonly string[]) => scopes.map((scope) => html`<code>${scope}</code> `);
  // Mostly every way needs the same scopes: they are said once.
  const [first = [], ...others] = requirements.map(scopesOf);
  const shared = others.every((scopes) => String(scopes) === String(first)) ? first : [];
  const ways = requirements.map((requirement) => {
    const names = Object.keys(requirement);
    const scopes = shared.length > 0 ? [] : scopesOf(requirement);
    if (names.length === 0) return html`<li>${words.nothing}</li>`;
    return html`<li>
      ${names.map((name, index) => html`${index > 0 && ' + '}<a href="#security/${name}">${name}</a>`)}
      ${scopes.length > 0 && html`<span class="muted">${words.with}</span> ${codes(scopes)}`}
    </li>`;
  });
  return html`<h4>${words.title}</h4>
    ${shared.length > 0 && html`<p><span class="muted">${words.scope}</span> ${codes(shared)}</p>`}
    <ul class="authorization">
      ${ways}
    </ul>`;
}

/** The ways to authorize a call, with every scope. */
export function securitySection({ document, words: allWords, said }: Reference): Html {
  const { security: words } = allWords;
  const schemes = Object.entries(document.components?.securitySchemes ?? {});
  if (schemes.length === 0) return html``;
  const articles = schemes.map(([name, declared]) => {
    const scheme = resolve<SecurityScheme>(document, declared);
    const flows = Object.entries(scheme.flows ?? {});
    const scopes = new Map(flows.flatMap(([, flow]) => Object.entries(flow.scopes ?? {})));
    return html`<article class="schema" id="security/${name}">
      <h3><a class="anchor" href="#security/${name}">${name}</a></h3>
      ${markdown(scheme.description, { headingsFrom: 4 })}
      <p>${presentation(scheme, allWords)}</p>
      ${
        flows.length > 0 &&
        html`<ul>
          ${flows.map(
            ([flow, { tokenUrl, authorizationUrl }]) =>
              html`<li>
                ${words.flows[flow] ?? flow}${allWords.colon}${authorizationUrl && html`${words.authorizationAt} <code>${authorizationUrl}</code>, `}${words.tokenAt}
                <code>${tokenUrl}</code>
              </li>`,
          )}
        </ul>`
      }
      ${
        scopes.size > 0 &&
        html`<div class="table" tabindex="0">
          <table>
            <caption class="sr-only">
              ${words.scopesOf(name)}
            </caption>
            <thead>
              <tr>
                <th scope="col">${words.scope}</th>
                <th scope="col">${words.allows}</th>
              </tr>
            </thead>
            <tbody>
              ${[...scopes].map(
                ([scope, meaning]) =>
                  html`<tr>
                    <td><code>${scope}</code></td>
                    <td>${said(meaning)}</td>
                  </tr>`,
              )}
            </tbody>
          </table>
        </div>`
      }
    </article>`;
  });
  return html`<section class="tag" id="security">
    <h2><a class="anchor" href="#security">${words.title}</a></h2>
    ${articles}
  </section>`;
}
