// Work on mentions from the keyboard and for many at once. The rows stay what the server says: every change comes back
// as echo:worked, from here and from colleagues, and the list fetches those rows anew.
import { resting } from './keys';

const token = (): string => document.querySelector<HTMLMetaElement>('meta[name="echo-token"]')?.content ?? '';

/** Posts a form as htmx would, with the token. */
export const send = (address: string, fields: Record<string, string>, lasts = false): Promise<Response> => {
  const body = new URLSearchParams(fields);
  return fetch(address, {
    method: 'POST', body, headers: { 'HX-Request': 'true', 'X-Echolot-Token': token() },
    // Goes on when the page is left; browsers refuse more than 64 KiB of it.
    keepalive: lasts && body.toString().length < 60_000,
  });
};

/** The same, with the server's message shown; whether it was done, and not refused with a reason. */
export const post = async (address: string, fields: Record<string, string>): Promise<boolean> => {
  const answer = await send(address, fields);
  const told = answer.headers.get('HX-Trigger');
  let refused = false;
  if (told) {
    for (const [name, detail] of Object.entries(JSON.parse(told) as Record<string, unknown>)) {
      refused ||= (detail as { tone?: string } | null)?.tone === 'bad';
      document.dispatchEvent(new CustomEvent(name, { detail }));
    }
  }
  const away = answer.headers.get('HX-Redirect');
  if (away) location.assign(away);
  return answer.ok && !refused;
};

const stream = (): HTMLElement | null =>
  document.querySelector<HTMLElement>('echo-stream[data-active]') ?? document.querySelector<HTMLElement>('echo-stream');

/** What a key or a button is about: the chosen rows, else the one that is open or pointed at by j and k. */
export const subject = (): string[] => {
  const picked = [...document.querySelectorAll<HTMLInputElement>('[data-pick]:checked')].map(box => box.value);
  if (picked.length > 0) return picked;
  const here = stream()?.querySelector<HTMLElement>('.mention.here')?.dataset.mention
    ?? document.querySelector<HTMLElement>('.mention-detail')?.dataset.of;
  return here ? [here] : [];
};

const bar = (): HTMLElement | null => document.querySelector<HTMLElement>('[data-bulk]');

const work = async (fields: Record<string, string>): Promise<void> => {
  const address = stream()?.dataset.work;
  const ids = subject();
  const many = bar()?.dataset.bulk;
  if (!address) return;
  if (many && (everything() || ids.length > 1)) {
    // A run of its own, with progress and a way back.
    if (await post(many, everything() ? fields : { ...fields, ids: ids.join(',') })) none();
    return;
  }
  if (ids.length === 0) return;
  if (await post(address, { ...fields, ids: ids.join(',') })) {
    document.dispatchEvent(new CustomEvent('echo:worked', { detail: { ids } }));
  }
};

const keys: Record<string, Record<string, string>> = {
  r: { what: 'relevant' }, x: { what: 'noise' }, s: { what: 'tone' }, b: { what: 'flag' },
};
const pickers: Record<string, string> = { l: 'pick-label', a: 'pick-person' };

document.addEventListener('keydown', event => {
  if (resting(event)) return;
  if (document.querySelector('dialog[open]') || !stream()) return;
  const change = keys[event.key];
  const picker = document.getElementById(pickers[event.key] ?? '');
  if (change && subject().length > 0) void work(change);
  else if (picker instanceof HTMLDialogElement && (subject().length > 0 || everything())) picker.showModal();
  else if (event.key === 'v') {
    const box = stream()?.querySelector<HTMLInputElement>('.mention.here [data-pick]');
    box?.click();
  } else return;
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);

document.addEventListener('click', event => {
  const button = (event.target as Element).closest<HTMLElement>('button[data-what]');
  if (!button) return;
  const { what = '', value } = button.dataset;
  void work(value === undefined ? { what } : { what, value });
});

const everything = (): boolean => bar()?.dataset.everything === 'true';

const boxes = (): HTMLInputElement[] => [...document.querySelectorAll<HTMLInputElement>('[data-pick]')];

const count = (): void => {
  const foot = bar();
  if (!foot) return;
  const picked = boxes().filter(box => box.checked).length;
  foot.hidden = picked === 0 && !everything();
  document.documentElement.classList.toggle('picking', !foot.hidden);
  const text = foot.querySelector('[data-bulk-count]');
  if (text) {
    text.textContent = everything() ? (foot.dataset.all ?? '')
      : (foot.dataset.chosen ?? '#').replace('#', picked.toLocaleString(document.documentElement.lang));
  }
};

const none = (): void => {
  const foot = bar();
  if (foot) delete foot.dataset.everything;
  for (const box of boxes()) box.checked = false;
  count();
};

document.addEventListener('change', event => {
  if (!(event.target as Element).matches('[data-pick]')) return;
  const foot = bar();
  if (foot) delete foot.dataset.everything;
  count();
});
document.addEventListener('echo:rows', count);

// Everything that fits is what fits when the work begins: the number follows what arrives and what colleagues do.
const pace = 1500;
let counting = 0;
const recount = (): void => {
  const foot = bar();
  if (!foot?.dataset.count || !everything() || counting) return;
  counting = window.setTimeout(async () => {
    try {
      const answer = await fetch(foot.dataset.count ?? '', { headers: { 'HX-Request': 'true' } });
      if (answer.ok) foot.dataset.all = await answer.text();
    } catch {
      // The live element says that the connection is gone.
    } finally {
      counting = 0;
      count();
    }
  }, pace);
};
for (const name of ['echo:mentions', 'echo:worked', 'echo:missed', 'echo:rows']) document.addEventListener(name, recount);

document.addEventListener('click', event => {
  const target = event.target as Element;
  const foot = bar();
  if (!foot || !target.closest('[data-bulk]')) return;
  if (target.closest('[data-bulk-none]')) none();
  else if (target.closest('[data-bulk-page]')) {
    for (const box of boxes()) box.checked = true;
    count();
  } else if (target.closest('[data-bulk-all]')) {
    foot.dataset.everything = 'true';
    count();
    recount();
  }
});

/** <echo-pick>: a list that typing narrows; Enter takes the first that is left, or makes a new one of what was typed. */
class Pick extends HTMLElement {
  connectedCallback(): void {
    const dialog = this.closest('dialog') as HTMLDialogElement;
    this.field.addEventListener('input', () => this.filter());
    this.addEventListener('keydown', event => this.onKey(event));
    this.addEventListener('click', event => {
      const option = (event.target as Element).closest<HTMLElement>('[role="option"]');
      if (option) this.take(option);
    });
    new MutationObserver(() => {
      if (!dialog.open) return;
      this.field.value = '';
      this.filter();
      this.field.focus();
    }).observe(dialog, { attributeFilter: ['open'] });
  }

  private get field(): HTMLInputElement {
    return this.querySelector('input') as HTMLInputElement;
  }

  private get shown(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>('[role="option"]')].filter(option => !option.hidden);
  }

  private filter(): void {
    const sought = this.field.value.trim().toLocaleLowerCase();
    this.querySelector('[data-made]')?.remove();
    let same = false;
    for (const option of this.querySelectorAll<HTMLElement>('[role="option"]')) {
      const text = (option.dataset.text ?? '').toLocaleLowerCase();
      option.hidden = !text.includes(sought);
      same ||= text === sought;
    }
    if (this.dataset.make && sought && !same) this.make(this.field.value.trim());
    this.mark(0);
  }

  private make(name: string): void {
    const option = document.createElement('button');
    option.type = 'button';
    option.className = 'palette-item';
    option.dataset.made = name;
    option.setAttribute('role', 'option');
    option.textContent = (this.dataset.make ?? '#').replace('#', name);
    this.querySelector('[role="listbox"]')?.append(option);
  }

  private mark(at: number): void {
    this.shown.forEach((option, index) => {
      option.setAttribute('aria-selected', String(index === at));
      if (index === at) option.scrollIntoView({ block: 'nearest' });
    });
  }

  private onKey(event: KeyboardEvent): void {
    const shown = this.shown;
    const at = Math.max(0, shown.findIndex(option => option.getAttribute('aria-selected') === 'true'));
    const chosen = shown[at];
    if (event.key === 'Enter' && chosen) {
      event.preventDefault();
      this.take(chosen);
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      this.mark((at + (event.key === 'ArrowDown' ? 1 : shown.length - 1)) % Math.max(1, shown.length));
    }
  }

  private take(option: HTMLElement): void {
    (this.closest('dialog') as HTMLDialogElement).close();
    const what = this.dataset.what ?? '';
    const detail = option.dataset.made ? { what, name: option.dataset.made } : { what, value: option.dataset.value ?? '' };
    void work(detail);
  }
}

customElements.define('echo-pick', Pick);
