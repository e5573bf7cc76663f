// Panels stand one below the other; this puts them behind tabs (WAI-ARIA tabs pattern).
let count = 0;
// The language of the samples is chosen once, for all operations and pages.
const choosers = [];
const keep = (title, list) => {
  const { top } = list.getBoundingClientRect();
  for (const chooser of choosers) chooser(title);
  // Panels above have changed their height: what the reader looks at stays where it is.
  scrollBy(0, list.getBoundingClientRect().top - top);
  try {
    localStorage.setItem('samples', title);
  } catch {
    // No storage: the choice holds for this page.
  }
};
for (const tabs of document.querySelectorAll('[data-tabs]')) {
  const panels = [...tabs.children];
  if (panels.length < 2) continue;
  const list = document.createElement('div');
  list.className = 'tablist';
  list.setAttribute('role', 'tablist');
  list.setAttribute('aria-label', tabs.dataset.tabs);
  const buttons = panels.map((panel) => {
    const title = panel.querySelector('h3, h5');
    const button = document.createElement('button');
    const id = `tab-${++count}`;
    Object.assign(button, { type: 'button', id, textContent: title.textContent });
    button.setAttribute('role', 'tab');
    button.setAttribute('aria-controls', `${id}-panel`);
    panel.id = `${id}-panel`;
    panel.setAttribute('role', 'tabpanel');
    panel.setAttribute('aria-labelledby', id);
    title.hidden = true;
    return button;
  });
  const select = (chosen, focus) => {
    buttons.forEach((button, index) => {
      button.setAttribute('aria-selected', String(index === chosen));
      button.tabIndex = index === chosen ? 0 : -1;
      panels[index].hidden = index !== chosen;
    });
    if (focus) buttons[chosen].focus();
  };
  const kept = (title) =>
    panels.findIndex((panel, index) => panel.matches('.sample') && buttons[index].textContent === title);
  const choose = (index, focus) => {
    select(index, focus);
    if (panels[index].matches('.sample')) keep(buttons[index].textContent, list);
  };
  choosers.push((title) => kept(title) >= 0 && select(kept(title), false));
  buttons.forEach((button, index) => button.addEventListener('click', () => choose(index, false)));
  list.addEventListener('keydown', (event) => {
    const at = buttons.indexOf(document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    choose((to + buttons.length) % buttons.length, true);
  });
  list.append(...buttons);
  tabs.prepend(list);
  select(0, false);
}
try {
  const title = localStorage.getItem('samples');
  if (title) for (const chooser of choosers) chooser(title);
} catch {
  // No storage: the first tabs stand.
}
