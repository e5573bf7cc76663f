import { identity } from '../../../../guichet.config.ts';

const { accent, accentDark } = identity.brand;

/** The one stylesheet of all pages, in the colours of the docs. A system in dark mode gets a dark page. */
export const stylesheet = `
:root {
  color-scheme: light dark;
  --accent: ${accent};
  --on-accent: #fff;
  --page: #f5f7f7;
  --card: #fff;
  --text: #1b2629;
  --muted: #566468;
  --line: #dfe5e6;
  --field: #7b888c;
  --bad: #9c2431;
  --bad-page: #fdf3f4;
  --sans: system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif;
  --mono: ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --accent: ${accentDark};
    --on-accent: #06201f;
    --page: #0f1517;
    --card: #161e20;
    --text: #dde5e6;
    --muted: #98a6a9;
    --line: #293437;
    --field: #7b888c;
    --bad: #f49aa5;
    --bad-page: #2a1a1d;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0;
  min-height: 100vh;
  display: flex;
  flex-direction: column;
  background: var(--page);
  color: var(--text);
  font: 1rem/1.55 var(--sans);
}
header, footer {
  width: 100%;
  max-width: 31rem;
  margin: 0 auto;
  padding: 1.25rem 1rem;
  display: flex;
  align-items: center;
  justify-content: space-between;
  gap: 1rem;
}
header { padding-top: clamp(1.25rem, 8vh, 5rem); }
.brand { display: flex; align-items: center; gap: 0.6rem; font-weight: 600; }
.mark {
  display: grid;
  place-items: center;
  width: 2rem;
  height: 2rem;
  border-radius: 6px;
  background: var(--accent);
  color: var(--on-accent);
}
main {
  width: 100%;
  max-width: 29rem;
  margin: 0 auto;
  padding: clamp(1.25rem, 5vw, 2rem);
  background: var(--card);
  border: 1px solid var(--line);
  border-radius: 10px;
  overflow-wrap: break-word;
}
@media (max-width: 31rem) {
  header { padding-top: 1.25rem; }
  main { border-width: 1px 0; border-radius: 0; }
}
h1 { margin: 0 0 0.75rem; font-size: 1.5rem; line-height: 1.25; text-wrap: balance; }
h2 { margin: 1.5rem 0 0.5rem; font-size: 1rem; }
p { margin: 0 0 1rem; }
a { color: var(--accent); text-underline-offset: 0.2em; text-decoration-thickness: 1px; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
label { display: block; margin: 1.25rem 0 0.3rem; font-weight: 600; }
.hint, .muted { color: var(--muted); }
.hint { margin: 0 0 0.4rem; font-size: 0.9375rem; }
input {
  width: 100%;
  padding: 0.6rem 0.75rem;
  border: 1px solid var(--field);
  border-radius: 6px;
  background: var(--card);
  color: inherit;
  font: inherit;
}
input[aria-invalid='true'] { border: 2px solid var(--bad); }
.code { font-family: var(--mono); font-size: 1.375rem; letter-spacing: 0.1em; }
input.code { text-transform: uppercase; }
p.code {
  padding: 0.75rem;
  border: 1px solid var(--line);
  border-radius: 6px;
  text-align: center;
  font-size: 1.75rem;
}
.problem {
  margin: 0 0 1.25rem;
  padding: 0.75rem 1rem;
  border-left: 4px solid var(--bad);
  border-radius: 0 6px 6px 0;
  background: var(--bad-page);
}
.problem strong { color: var(--bad); }
.problem p { margin: 0; }
.problem p + p { margin-top: 0.25rem; }
.actions { display: flex; flex-wrap: wrap; gap: 0.75rem; margin-top: 1.5rem; }
.actions > * { flex: 1 1 9rem; }
button {
  width: 100%;
  min-height: 2.875rem;
  padding: 0.5rem 1rem;
  border: 1px solid var(--accent);
  border-radius: 6px;
  background: var(--accent);
  color: var(--on-accent);
  font: inherit;
  font-weight: 600;
  cursor: pointer;
}
button.quiet { background: none; color: var(--accent); }
button:hover { filter: brightness(1.08); }
ul.scopes { margin: 0; padding: 0; list-style: none; border-top: 1px solid var(--line); }
ul.scopes li { padding: 0.6rem 0; border-bottom: 1px solid var(--line); }
ul.scopes p { margin: 0; }
ul.scopes + p { margin-top: 1.25rem; }
code { font-family: var(--mono); font-size: 0.875em; color: var(--muted); overflow-wrap: anywhere; }
pre {
  margin: 0 0 1rem;
  padding: 0.75rem 1rem;
  border: 1px solid var(--line);
  border-radius: 6px;
  white-space: pre-wrap;
}
pre code { color: inherit; }
footer { flex: 1; align-items: start; font-size: 0.9375rem; }
@media (forced-colors: active) {
  button, .mark { border: 1px solid; }
}
`;
