// A form that takes a file shows what the file is: its beginning is sent whenever something marked data-look changes.

// Ten rows of the widest export seen (90 columns) are 40 kB.
const beginning = 256 * 1024;

// A workbook is packed with its table of contents at the end: it is shown whole, or not before it is read in.
const workbook = 20 * 1024 * 1024;

// Of two looks at one moment the later one counts.
let looks = 0;

document.addEventListener('change', async event => {
  const changed = event.target as HTMLInputElement | HTMLSelectElement;
  const form = changed.closest<HTMLFormElement>('form[data-look-at]');
  const input = form?.querySelector<HTMLInputElement>('input[type=file]');
  const looked = form?.querySelector<HTMLElement>('[data-looked]');
  const file = input?.files?.[0];
  if (!form || !input || !looked || !file || !changed.matches('[data-look]')) return;
  // Another file: what was chosen for the last one does not hold for it.
  if (changed === input) looked.replaceChildren();
  const open = looked.querySelector('details')?.open;
  const body = new FormData(form);
  const packed = /\.xls[xm]$/i.test(file.name);
  if (packed && file.size > workbook) return;
  body.set(input.name, packed ? file : file.slice(0, beginning), file.name);
  body.set('changed', changed.name);
  const look = ++looks;
  const answer = await fetch(form.dataset.lookAt!, { method: 'POST', body, headers: { 'HX-Request': 'true' } });
  if (!answer.ok || input.files?.[0] !== file || look !== looks) return;
  looked.innerHTML = answer.status === 204 ? '' : await answer.text();
  const details = looked.querySelector('details');
  if (details && open) details.open = true;
  if (changed !== input) looked.querySelector<HTMLElement>(`#${CSS.escape(changed.id)}`)?.focus();
});

export {};
