// Shows the operations of the chosen usages; the choice stands in the address, so that it can be shared.
const form = document.querySelector('[data-usage-filter]');
if (form) {
  const boxes = [...form.querySelectorAll('input')];
  const status = form.querySelector('[role=status]');
  const operations = [...document.querySelectorAll('main [data-usage]')];
  const items = [...document.querySelectorAll('.menu [data-usage]')];
  const apply = () => {
    const chosen = boxes.filter((box) => box.checked).map((box) => box.value);
    const fits = (element) => element.dataset.usage.split(' ').some((usage) => chosen.includes(usage));
    for (const element of [...operations, ...items]) element.hidden = !fits(element);
    for (const tag of document.querySelectorAll('main .tag:has([data-usage])')) {
      tag.hidden = !tag.querySelector('[data-usage]:not([hidden])');
    }
    for (const tag of document.querySelectorAll('.menu-tag:has([data-usage])')) {
      tag.hidden = !tag.querySelector('[data-usage]:not([hidden])');
    }
    for (const group of document.querySelectorAll('.menu-group')) {
      group.hidden = !group.querySelector('[data-usage]:not([hidden])');
    }
    const shown = operations.filter((element) => !element.hidden).length;
    const sentence = shown === operations.length ? words.operations : words.someOperations;
    status.textContent = sentence.replace('{shown}', shown).replace('{count}', operations.length);
    const address = new URL(location.href);
    address.searchParams.delete('usage');
    if (chosen.length < boxes.length) address.searchParams.set('usage', chosen.join(','));
    history.replaceState(history.state, '', address);
  };
  const asked = new URL(location.href).searchParams.get('usage');
  if (asked !== null) for (const box of boxes) box.checked = asked.split(',').includes(box.value);
  form.addEventListener('change', apply);
  form.addEventListener('submit', (event) => event.preventDefault());
  form.hidden = false;
  if (asked !== null) apply();
}
