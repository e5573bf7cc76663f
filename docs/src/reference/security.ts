import { type Html, html } from '../html.ts';
import { markdown } from '../markdown.ts';
import { type Document, type Operation, type SecurityScheme, resolve } from '../openapi.ts';

const flowNames: Record<string, string> = {
  clientCredentials: 'Client credentials',
  authorizationCode: 'Authorization code',
  deviceAuthorization: 'Device authorization',
  implicit: 'Implicit',
  password: 'Password',
};

/** How a scheme is presented in a request. */
function presentation({ type, in: place, name, scheme }: SecurityScheme): Html {
  if (type === 'apiKey') return html`Sent in the ${place} <code>${name}</code>.`;
  if (type === 'http') return html`Sent as <code>Authorization: ${scheme}</code>.`;
  return html`Sent as <code>Authorization: Bearer</code>.`;
}

/** What one has to present to call an operation: any one of the lines. */
export function authorization(document: Document, operation: Operation): Html {
  const requirements = operation.security ?? document.security ?? [];
  if (operation['x-oauth-endpoint'] === 'token_endpoint') {
    return html`<h4>Authorization</h4>
      <p>The client authenticates in this very request (RFC 6749 section 2.3).</p>`;
  }
  if (requirements.length === 0) {
    return html`<h4>Authorization</h4>
      <p>None: anyone may call it.</p>`;
  }
  const lines = requirements.map((requirement) => {
    const names = Object.keys(requirement);
    const scopes = [...new Set(Object.values(requirement).flat())];
    if (names.length === 0) return html`<li>None</li>`;
    return html`<li>
      ${names.map((name, index) => html`${index > 0 && ' and '}<a href="#security/${name}">${name}</a>`)}
      ${scopes.length > 0 && html`<span class="muted">with</span> ${scopes.map((scope) => html`<code>${scope}</code> `)}`}
    </li>`;
  });
  return html`<h4>Authorization</h4>
    ${requirements.length > 1 && html`<p class="muted">One of these:</p>`}
    <ul class="authorization">
      ${lines}
    </ul>`;
}

/** The ways to authorize a call, with every scope. */
export function securitySection(document: Document): Html {
  const schemes = Object.entries(document.components?.securitySchemes ?? {});
  if (schemes.length === 0) return html``;
  const articles = schemes.map(([name, declared]) => {
    const scheme = resolve<SecurityScheme>(document, declared);
    const flows = Object.entries(scheme.flows ?? {});
    const scopes = new Map(flows.flatMap(([, flow]) => Object.entries(flow.scopes ?? {})));
    return html`<article class="schema" id="security/${name}">
      <h3><a class="anchor" href="#security/${name}">${name}</a></h3>
      ${markdown(scheme.description, { headingsFrom: 4 })}
      <p>${presentation(scheme)}</p>
      ${
        flows.length > 0 &&
        html`<ul>
          ${flows.map(
            ([flow, { tokenUrl, authorizationUrl }]) =>
              html`<li>
                ${flowNames[flow] ?? flow}:
                ${authorizationUrl && html`authorization at <code>${authorizationUrl}</code>, `}token at
                <code>${tokenUrl}</code>
              </li>`,
          )}
        </ul>`
      }
      ${
        scopes.size > 0 &&
        html`<div class="table" tabindex="0">
          <table>
            <thead>
              <tr>
                <th>Scope</th>
                <th>Allows to</th>
              </tr>
            </thead>
            <tbody>
              ${[...scopes].map(
                ([scope, meaning]) =>
                  html`<tr>
                    <td><code>${scope}</code></td>
                    <td>${meaning}</td>
                  </tr>`,
              )}
            </tbody>
          </table>
        </div>`
      }
    </article>`;
  });
  return html`<section class="tag" id="security">
    <h2><a class="anchor" href="#security">Authorization</a></h2>
    ${articles}
  </section>`;
}
