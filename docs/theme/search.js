// The search is loaded when the reader turns to it: its code, its style, and the index of this language.
const button = document.querySelector('[data-search-button]');
const assets = document.currentScript.src.replace(/[^/]*$/, '');
const index = new URL(button.dataset.searchButton, location.href).href;
const load = (tag, attributes) =>
  new Promise((resolve, reject) => {
    const element = Object.assign(document.createElement(tag), attributes, { onload: resolve, onerror: reject });
    document.head.append(element);
  });
let panel;
const prepare = () =>
  (panel ??= Promise.all([
    load('script', { src: `${assets}search.js` }),
    load('link', { rel: 'stylesheet', href: `${assets}search.css` }),
  ]).then(() => {
    const made = docsSearch({ words: words.search, index });
    load('script', { src: index }).then(
      () => made.receive(docsIndex),
      () => made.receive(),
    );
    return made;
  }));
const open = async () => {
  try {
    (await prepare()).open();
  } catch {
    panel = undefined;
    button.querySelector('span').textContent = words.search.failed;
  }
};
button.addEventListener('click', open);
button.addEventListener('pointerenter', () => prepare().catch(() => {}));
document.addEventListener('keydown', (event) => {
  const typing = event.target.closest('input, textarea, select, [contenteditable]');
  const short = event.key === '/' && !typing && !event.ctrlKey && !event.metaKey && !event.altKey;
  if (!short && !(event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey))) return;
  event.preventDefault();
  open();
});
