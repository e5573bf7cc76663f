const status = document.createElement('p');
status.className = 'sr-only';
status.setAttribute('role', 'status');
document.body.append(status);
for (const block of document.querySelectorAll('.code')) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'copy';
  button.textContent = words.copy;
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(block.querySelector('code').textContent);
      button.textContent = status.textContent = words.copied;
    } catch {
      button.textContent = status.textContent = words.notCopied;
    }
    setTimeout(() => {
      button.textContent = words.copy;
      status.textContent = '';
    }, 2000);
  });
  block.append(button);
}
