const menu = document.getElementById('menu');
const button = document.querySelector('[data-menu-button]');
const behind = document.querySelectorAll('main, .footer');
// On a narrow screen the menu covers the page: what is behind it cannot be reached, and the focus goes into it.
const open = (isOpen) => {
  menu.classList.toggle('open', isOpen);
  button.setAttribute('aria-expanded', String(isOpen));
  for (const element of behind) element.inert = isOpen;
  if (isOpen) menu.querySelector('a, summary, input').focus();
};
button.addEventListener('click', () => open(!menu.classList.contains('open')));
// A wide screen shows both.
matchMedia('(max-width: 60rem)').addEventListener('change', () => open(false));
menu.addEventListener('click', (event) => {
  if (event.target.closest('a')) open(false);
});
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape' || !menu.classList.contains('open')) return;
  open(false);
  button.focus();
});

// Marks in the menu the part of the page that is being read.
const links = new Map(
  [...menu.querySelectorAll('a[href^="#"]')].map((link) => [decodeURIComponent(link.hash.slice(1)), link]),
);
let current;
const mark = (link) => {
  if (link === current || !link) return;
  current?.removeAttribute('aria-current');
  link.setAttribute('aria-current', 'location');
  current = link;
  const { top, bottom } = link.getBoundingClientRect();
  const frame = menu.getBoundingClientRect();
  if (top < frame.top || bottom > frame.bottom) menu.scrollTop += top - frame.top - frame.height / 3;
};
const observer = new IntersectionObserver(
  (entries) => {
    for (const entry of entries) if (entry.isIntersecting) mark(links.get(entry.target.dataset.section));
  },
  { rootMargin: '-15% 0px -75% 0px' },
);
for (const id of links.keys()) {
  const section = document.getElementById(id);
  if (!section) continue;
  // A tag holds its operations: its heading stands for it.
  const target = section.matches('.tag') ? (section.querySelector('h2') ?? section) : section;
  target.dataset.section = id;
  observer.observe(target);
}
