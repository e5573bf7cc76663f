const root = document.documentElement;
const button = document.querySelector('[data-theme-button]');
const isDark = () =>
  root.dataset.theme === 'dark' || (!root.dataset.theme && matchMedia('(prefers-color-scheme: dark)').matches);
const name = () => {
  button.setAttribute('aria-label', isDark() ? words.toLight : words.toDark);
};
button.addEventListener('click', () => {
  root.dataset.theme = isDark() ? 'light' : 'dark';
  try {
    localStorage.setItem('theme', root.dataset.theme);
  } catch {
    // No storage: the choice holds for this page.
  }
  name();
});
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', name);
name();
