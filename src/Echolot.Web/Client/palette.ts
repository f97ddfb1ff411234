import { press, pressedFor } from './keys';

// <echo-palette>: filters what the server offers (places, monitors, commands) while one types.

interface Entry {
  text: string;
  group: string;
  address: string;
  markup: string;
  /** What is pressed on this page instead of going somewhere. */
  press?: HTMLElement;
}

/** What can be done on this page: its buttons and the entries of its menus, as they are called. */
const onPage = (group: string): Entry[] => {
  const seen = new Set<string>();
  return [...document.querySelectorAll<HTMLElement>('#main :is(button, a, select, summary)[data-hotkey], #main [data-attach], #main [data-open], #main .menu-item, #main .bar-actions :is(.button, a)')]
    .filter(button => !button.closest('dialog, [role="listbox"], .menu-row, .bulk-bar[hidden], form:has(.act-why)') && !(button as HTMLButtonElement).disabled)
    .map(button => ({
      text: (button.getAttribute('aria-label') ?? button.textContent ?? '').replace(/\s+/g, ' ').trim(), group, address: '',
      markup: button.querySelector('svg')?.innerHTML ?? '', press: button,
    }))
    .filter(entry => entry.text !== '' && !seen.has(entry.text) && seen.add(entry.text));
};

const searchIcon = '<path d="m21 21-4.34-4.34" /><circle cx="11" cy="11" r="8" />';

/** Letters in order anywhere; whole words and beginnings first. Lower is better, null is no match. */
export const rank = (text: string, sought: string): number | null => {
  const plain = (value: string): string => value.toLocaleLowerCase().normalize('NFD').replace(/\p{M}/gu, '');
  const hay = plain(text);
  const needle = plain(sought.trim());
  if (!needle) return 0;
  const at = hay.indexOf(needle);
  if (at === 0) return 0;
  if (at > 0) return /\s/.test(hay[at - 1] ?? '') ? 1 : 2;
  let from = 0;
  for (const letter of needle) {
    from = hay.indexOf(letter, from) + 1;
    if (from === 0) return null;
  }
  return 3;
};

class Palette extends HTMLElement {
  private entries: Entry[] | undefined;
  private here: Entry[] = [];
  private shown: Entry[] = [];
  private chosen = 0;

  connectedCallback(): void {
    const field = this.field;
    field.addEventListener('input', () => this.filter());
    field.addEventListener('keydown', event => this.onKey(event));
    this.list.addEventListener('click', event => {
      const item = (event.target as Element).closest<HTMLElement>('[role="option"]');
      if (item) this.open(Number(item.dataset.index));
    });
    new MutationObserver(() => {
      if ((this.closest('dialog') as HTMLDialogElement).open) void this.start();
    }).observe(this.closest('dialog') as Node, { attributeFilter: ['open'] });
  }

  private get field(): HTMLInputElement {
    return this.querySelector('input') as HTMLInputElement;
  }

  private get list(): HTMLElement {
    return this.querySelector('[role="listbox"]') as HTMLElement;
  }

  private async start(): Promise<void> {
    this.field.value = '';
    this.field.focus();
    this.here = onPage(this.dataset.here ?? '');
    // What the page itself can do does not wait for the server.
    this.filter();
    if (!this.entries) {
      const answer = await fetch(this.getAttribute('src') ?? '', { headers: { accept: 'application/json' } });
      this.entries = answer.ok ? ((await answer.json()) as Entry[]) : [];
    }
    this.filter();
  }

  private filter(): void {
    const sought = this.field.value;
    this.shown = [...this.here, ...(this.entries ?? [])]
      .map(entry => ({ entry, rank: rank(entry.text, sought) }))
      .filter((found): found is { entry: Entry; rank: number } => found.rank !== null)
      .sort((a, b) => a.rank - b.rank)
      .slice(0, 40)
      .map(found => found.entry);
    // Whatever is typed can be searched for; last, unless nothing else fits.
    const address = this.dataset.find;
    if (address && sought.trim())
      this.shown.push({ text: (this.dataset.findText ?? '#').replace('#', sought.trim()), group: '', markup: searchIcon,
        address: address + encodeURIComponent(sought.trim()) });
    this.chosen = 0;
    this.render(!sought.trim());
  }

  private render(grouped: boolean): void {
    const list = this.list;
    list.replaceChildren();
    let group = '';
    this.shown.forEach((entry, index) => {
      if (grouped && entry.group !== group) {
        group = entry.group;
        const cap = document.createElement('div');
        cap.className = 'palette-cap';
        cap.setAttribute('role', 'presentation');
        cap.textContent = group;
        list.append(cap);
      }
      const item = document.createElement('div');
      item.className = 'palette-item';
      item.id = `palette-${index}`;
      item.dataset.index = String(index);
      item.setAttribute('role', 'option');
      item.innerHTML = `<svg class="i" viewBox="0 0 24 24" aria-hidden="true">${entry.markup}</svg>`;
      const text = document.createElement('span');
      text.textContent = entry.text;
      item.append(text);
      const key = entry.press?.dataset.hotkey;
      if (key) {
        const hint = document.createElement('kbd');
        hint.className = 'push';
        hint.textContent = document.querySelector('echo-inbox') ? pressedFor(key) : key;
        item.append(hint);
      }
      if (!grouped) {
        const where = document.createElement('span');
        where.className = 'muted small push';
        where.textContent = entry.group;
        item.append(where);
      }
      list.append(item);
    });
    if (this.shown.length === 0) {
      const none = document.createElement('div');
      none.className = 'palette-none';
      none.setAttribute('role', 'presentation');
      none.textContent = this.dataset.none ?? '';
      list.append(none);
    }
    this.mark();
  }

  private mark(): void {
    this.list.querySelectorAll<HTMLElement>('[role="option"]').forEach((item, index) => {
      item.setAttribute('aria-selected', String(index === this.chosen));
      if (index === this.chosen) item.scrollIntoView({ block: 'nearest' });
    });
    if (this.shown.length > 0) this.field.setAttribute('aria-activedescendant', `palette-${this.chosen}`);
    else this.field.removeAttribute('aria-activedescendant');
  }

  private onKey(event: KeyboardEvent): void {
    if (event.key === 'Enter') {
      event.preventDefault();
      this.open(this.chosen);
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const step = event.key === 'ArrowDown' ? 1 : this.shown.length - 1;
      this.chosen = this.shown.length === 0 ? 0 : (this.chosen + step) % this.shown.length;
      this.mark();
    }
  }

  private open(index: number): void {
    const entry = this.shown[index];
    if (!entry) return;
    (this.closest('dialog') as HTMLDialogElement).close();
    // What happens meanwhile may have put another button in its place.
    const place = entry.press?.isConnected ? entry.press : onPage('').find(now => now.text === entry.text)?.press;
    if (place) press(place);
    else if (!entry.press) location.assign(entry.address);
  }
}

customElements.define('echo-palette', Palette);
