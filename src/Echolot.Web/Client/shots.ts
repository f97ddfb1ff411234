// Screenshots for evidence: chosen, dropped on its form, or pasted while the form has the focus or the pointer is over it. Without this
// the form has its field and its button.
const kinds = ['image/png', 'image/jpeg', 'image/webp'];

const give = (form: HTMLFormElement, files: File[]): boolean => {
  const field = form.querySelector<HTMLInputElement>('input[type=file]');
  if (!field || files.length === 0) return false;
  const chosen = new DataTransfer();
  for (const file of files) chosen.items.add(file);
  field.files = chosen.files;
  form.requestSubmit();
  return true;
};

const formOf = (event: Event): HTMLFormElement | null => (event.target as Element).closest?.<HTMLFormElement>('[data-shots]') ?? null;

document.addEventListener('change', event => {
  const form = formOf(event);
  if (form && (event.target as HTMLInputElement).files?.length) form.requestSubmit();
});

document.addEventListener('paste', event => {
  if ((event.target as Element).closest?.('textarea, [contenteditable], input:not([type=file])')) return;
  const form = formOf(event) ?? document.querySelector<HTMLFormElement>('[data-shots]:hover');
  const pictures = [...(event.clipboardData?.files ?? [])].filter(file => kinds.includes(file.type));
  if (form && give(form, pictures)) event.preventDefault();
});

document.addEventListener('dragover', event => {
  const form = formOf(event);
  if (!form || !event.dataTransfer?.types.includes('Files')) return;
  event.preventDefault();
  form.classList.add('dropping');
});

for (const over of ['dragleave', 'drop'] as const) document.addEventListener(over, event => formOf(event)?.classList.remove('dropping'));

// Whatever was dropped here is sent: the server says what is wrong with it, where the browser would leave the page and open it.
document.addEventListener('drop', event => {
  const form = formOf(event);
  const files = [...(event.dataTransfer?.files ?? [])];
  if (!form || files.length === 0) return;
  event.preventDefault();
  give(form, files);
});
