// Files of the reply in the composer: chosen, dropped on it or pasted into it, each uploaded at once; the server keeps them with
// the draft and says what is wrong with one. Files of an inserted answer come along where the channel takes them.
import { send } from './work';

const token = (): string => document.querySelector<HTMLMetaElement>('meta[name="echo-token"]')?.content ?? '';

const composer = (): HTMLElement | null => document.querySelector<HTMLElement>('[data-composer]');
const list = (): HTMLElement | null => document.querySelector<HTMLElement>('[data-reply-files]');

/** Kinds that the way takes on which somebody writes; null: none. */
const takes = (): string[] | null => {
  const open = [...(composer()?.querySelectorAll<HTMLElement>('[data-attach]') ?? [])].find(button => button.offsetParent !== null);
  return open?.dataset.attach?.split(' ') ?? null;
};

/** One after the other, so that they keep their order. */
let work = Promise.resolve();

const show = async (answer: Response): Promise<void> => {
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector<HTMLElement>('[data-reply-files]');
  const old = list();
  if (!fresh || !old) throw new Error(String(answer.status));
  // What somebody is typing of a picture is newer than what is stored.
  for (const field of old.querySelectorAll<HTMLInputElement>('[data-alt]')) {
    const now = fresh.querySelector<HTMLInputElement>(`[name="${CSS.escape(field.name)}"]`);
    if (now) now.value = field.value;
  }
  old.replaceWith(fresh);
  composer()?.querySelector('[data-text]')?.dispatchEvent(new Event('input', { bubbles: true }));
};

const post = (address: string, body: FormData): void => {
  work = work.then(async () => {
    composer()?.classList.add('attaching');
    try {
      await show(await fetch(address, { method: 'POST', body, headers: { 'X-Echolot-Token': token(), 'HX-Request': 'true' } }));
    } catch {
      const place = list();
      if (!place) return;
      const said = document.createElement('p');
      said.className = 'reply-files-problem';
      said.setAttribute('role', 'alert');
      said.textContent = place.dataset.failed ?? '';
      place.prepend(said);
    } finally {
      composer()?.classList.remove('attaching');
    }
  });
};

const attach = (files: Iterable<File>): void => {
  const address = list()?.dataset.replyFiles;
  if (!address || !takes()) return;
  for (const file of files) {
    const body = new FormData();
    body.set('file', file, file.name || 'image.png');
    post(address, body);
  }
};

/** Files that the server knows: `from` one of the library, `draft-of` those of a colleague's shared draft. */
export const attachFrom = (what: 'from' | 'draft-of', id: string): void => {
  const address = list()?.dataset.replyFiles;
  if (!address) return;
  const body = new FormData();
  body.set(what, id);
  post(address, body);
};

/** What lies with the draft is offered for the private half; without its tick it stays with the draft. */
export const handFilesOver = (): void => {
  const place = document.querySelector<HTMLElement>('[data-hand-files]');
  if (!place) return;
  place.hidden = !list()?.querySelector('[data-file]');
  const offers = [...(list()?.querySelectorAll<HTMLElement>('[data-file]') ?? [])].map(file => {
    const [offer, box, name] = [document.createElement('label'), document.createElement('input'), document.createElement('span')];
    offer.className = 'choice';
    Object.assign(box, { type: 'checkbox', name: 'file', value: file.dataset.file ?? '', checked: true, className: 'box' });
    name.textContent = file.querySelector('a')?.textContent ?? '';
    offer.append(box, name);
    return offer;
  });
  place.querySelectorAll('.choice').forEach(offer => offer.remove());
  place.append(...offers);
};

document.addEventListener('click', event => {
  const target = event.target as Element;
  const button = target.closest<HTMLElement>('[data-attach]');
  if (button) {
    const field = composer()?.querySelector<HTMLInputElement>('[data-attach-files]');
    if (!field) return;
    field.accept = (button.dataset.attach ?? '').split(' ').join(',');
    field.click();
    return;
  }
  const known = target.closest<HTMLElement>('[data-attach-known]');
  if (known) attachFrom('from', known.dataset.attachKnown ?? '');
  const away = target.closest<HTMLElement>('[data-detach]');
  if (away) post(away.dataset.detach ?? '', new FormData());
});

document.addEventListener('change', event => {
  const field = event.target as HTMLInputElement;
  if (field.matches('[data-attach-files]')) {
    attach([...(field.files ?? [])]);
    field.value = '';
  } else if (field.matches('[data-alt]')) void send(field.dataset.alt ?? '', { alt: field.value });
});

document.addEventListener('paste', event => {
  const files = [...(event.clipboardData?.files ?? [])];
  if (files.length === 0 || !(event.target as Element).closest('[data-composer]')) return;
  event.preventDefault();
  attach(files);
});

document.addEventListener('dragover', event => {
  if (!(event.target as Element).closest?.('[data-composer]') || !event.dataTransfer?.types.includes('Files') || !takes()) return;
  event.preventDefault();
  composer()?.classList.add('dropping');
});

for (const over of ['dragleave', 'drop'] as const) document.addEventListener(over, () => composer()?.classList.remove('dropping'));

document.addEventListener('drop', event => {
  if (!(event.target as Element).closest?.('[data-composer]') || !event.dataTransfer?.files.length) return;
  event.preventDefault();
  attach([...event.dataTransfer.files]);
});

document.addEventListener('echo:inserted', event => {
  const { files = [] } = (event as CustomEvent<{ files?: { id: number; type: string }[] }>).detail;
  const taken = takes();
  for (const file of files) if (taken?.includes(file.type)) attachFrom('from', String(file.id));
});
