// `@` in a note lists colleagues and departments that can be called; chosen with the arrows and Enter, or by a click.
interface Callable {
  name: string;
  about: string;
}

const most = 8;

let known: Callable[] | undefined;
let asked: Promise<void> | undefined;

const plain = (value: string): string => value.toLocaleLowerCase().normalize('NFD').replace(/\p{M}/gu, '');

/** What is typed after the last `@` that begins a word; null where none is open. Names have blanks. */
const called = (text: string, cursor: number): { from: number; words: string } | null => {
  const found = /(?:^|[\s([{"'„“«])@([^@\n]{0,40})$/u.exec(text.slice(0, cursor));
  return found ? { from: cursor - (found[1] ?? '').length - 1, words: found[1] ?? '' } : null;
};

const fitting = (words: string): Callable[] => {
  const sought = plain(words);
  // Behind a whole name one goes on writing.
  return (known ?? []).filter(one => {
    const name = plain(one.name);
    return name !== sought.trim() && (name.startsWith(sought) || name.split(/[\s-]+/u).some(part => sought !== '' && part.startsWith(sought))
      || sought !== '' && plain(one.about).startsWith(sought));
  }).slice(0, most);
};

class Calling {
  private found: Callable[] = [];
  private chosen = 0;
  private text: HTMLTextAreaElement | null = null;

  constructor() {
    document.addEventListener('input', event => this.look(event.target));
    document.addEventListener('keydown', this.key, true);
    document.addEventListener('pointerdown', this.press);
    document.addEventListener('focusout', event => event.target === this.text && this.close());
  }

  private get list(): HTMLElement | null {
    return document.getElementById('calls');
  }

  private look(target: EventTarget | null): void {
    if (!(target instanceof HTMLTextAreaElement) || target.dataset.calls === undefined) return;
    const mode = target.form?.querySelector<HTMLInputElement>('[name="mode"]:checked');
    const open = mode && mode.value !== 'Note' ? null : called(target.value, target.selectionStart);
    if (!open) {
      this.close();
      return;
    }
    this.text = target;
    if (known) this.show(fitting(open.words));
    else void this.learn(target.dataset.calls).then(() => this.look(target));
  }

  private learn(address: string): Promise<void> {
    asked ??= fetch(address, { headers: { accept: 'application/json' } }).then(async answer => {
      known = answer.ok ? (await answer.json()) as Callable[] : [];
    }).catch(() => {
      known = [];
    });
    return asked;
  }

  private show(found: Callable[]): void {
    const text = this.text;
    if (!text || found.length === 0) {
      this.close();
      return;
    }
    let list = this.list;
    if (!list || list.parentElement !== text.parentElement) {
      list?.remove();
      list = document.createElement('div');
      list.id = 'calls';
      list.className = 'answer-picker';
      list.setAttribute('role', 'listbox');
      list.setAttribute('aria-label', text.dataset.callsLabel ?? '');
      text.after(list);
    }
    [this.found, this.chosen] = [found, 0];
    list.replaceChildren(...found.map((one, at) => {
      const row = document.createElement('div');
      row.className = 'answer-pick';
      row.id = `call-${at}`;
      row.dataset.call = String(at);
      row.setAttribute('role', 'option');
      for (const [tag, words] of [['b', one.name], ['small', one.about]] as const) {
        const part = document.createElement(tag);
        part.textContent = words;
        row.append(part);
      }
      return row;
    }));
    list.hidden = false;
    text.setAttribute('aria-autocomplete', 'list');
    text.setAttribute('aria-controls', list.id);
    this.mark();
  }

  private mark(): void {
    for (const row of this.list?.querySelectorAll<HTMLElement>('[data-call]') ?? []) {
      const here = Number(row.dataset.call) === this.chosen;
      row.setAttribute('aria-selected', String(here));
      if (here) row.scrollIntoView({ block: 'nearest' });
    }
    this.text?.setAttribute('aria-activedescendant', `call-${this.chosen}`);
  }

  private close(): void {
    const list = this.list;
    if (!list || list.hidden) return;
    list.hidden = true;
    this.text?.removeAttribute('aria-activedescendant');
  }

  private key = (event: KeyboardEvent): void => {
    const list = this.list;
    if (event.target !== this.text || !list || list.hidden || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? this.found.length - 1 : 0;
    if (step) {
      this.chosen = (this.chosen + step) % this.found.length;
      this.mark();
    } else if (event.key === 'Enter' || event.key === 'Tab') this.insert();
    else if (event.key === 'Escape') this.close();
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };

  private press = (event: Event): void => {
    const row = (event.target as Element).closest<HTMLElement>('[data-call]');
    if (!row) return;
    // The text keeps the focus.
    event.preventDefault();
    this.chosen = Number(row.dataset.call);
    this.insert();
  };

  private insert(): void {
    const [text, one] = [this.text, this.found[this.chosen]];
    const open = text ? called(text.value, text.selectionStart) : null;
    if (!text || !one || !open) return;
    text.setRangeText(`@${one.name} `, open.from, text.selectionStart, 'end');
    this.close();
    text.dispatchEvent(new Event('input', { bubbles: true }));
    this.close();
  }
}

new Calling();
