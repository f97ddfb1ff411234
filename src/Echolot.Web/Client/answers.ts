// Answers of the library in the composer of a conversation: `::` opens a list at the cursor, suggestions are inserted with a
// click, and what the check before sending finds is shown while somebody writes.
const checkPause = 450;
const findPause = 120;

interface Answer {
  id: number; use: string; title: string; folder: string; text: string; why: string; open: string;
  files: { id: number; type: string }[]; start: number | null;
}

const token = (): string => document.querySelector<HTMLMetaElement>('meta[name="echo-token"]')?.content ?? '';

/** What is typed after the last `::` before the cursor; null where none is open. */
const begun = (text: string, cursor: number): { from: number; words: string } | null => {
  const from = text.lastIndexOf('::', cursor - 1);
  if (from < 0 || from + 2 > cursor) return null;
  const words = text.slice(from + 2, cursor);
  return /[\n:]/u.test(words) || words.length > 40 ? null : { from, words };
};

class Answering {
  private checkTimer = 0;
  private findTimer = 0;
  private asked = 0;
  private checked = 0;
  private found: Answer[] = [];
  private chosen = 0;
  private seen: HTMLTextAreaElement | null = null;

  constructor() {
    document.addEventListener('input', this.input);
    document.addEventListener('change', this.change);
    document.addEventListener('keydown', this.key, true);
    document.addEventListener('click', this.click);
    document.addEventListener('focusout', this.left);
    document.addEventListener('htmx:after:swap', this.begin);
    this.begin();
  }

  /** A draft that is there already is checked as if it had just been written. */
  private begin = (): void => {
    if (this.text && this.text.value !== '' && this.text !== this.seen) this.checkSoon();
    this.seen = this.text;
  };

  private get text(): HTMLTextAreaElement | null {
    return document.querySelector<HTMLTextAreaElement>('[data-text]');
  }

  private get form(): HTMLFormElement | null {
    return this.text?.form ?? null;
  }

  private get list(): HTMLElement | null {
    return document.querySelector<HTMLElement>('[data-answer-picker]');
  }

  private get mode(): string {
    return this.form?.querySelector<HTMLInputElement>('[name="mode"]:checked')?.value ?? '';
  }

  private input = (event: Event): void => {
    if (event.target !== this.text) return;
    this.checkSoon();
    clearTimeout(this.findTimer);
    this.findTimer = window.setTimeout(() => void this.look(), findPause);
  };

  private change = (event: Event): void => {
    const field = event.target;
    // By which way and when it goes decides about its length, its files and the time to answer.
    if ((field instanceof HTMLInputElement || field instanceof HTMLSelectElement)
      && (/^(mode|via|to|later)$/u.test(field.name) || field.matches('[data-alt]'))) this.checkSoon();
  };

  private checkSoon(): void {
    clearTimeout(this.checkTimer);
    this.checkTimer = window.setTimeout(() => void this.check(), checkPause);
  }

  private async check(): Promise<void> {
    const [form, place] = [this.form, document.querySelector<HTMLElement>('[data-check-lines]')];
    if (!form?.dataset.check || !place) return;
    const turn = ++this.checked;
    const fields = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      if (/^(mode|text|reason|items|file|alt-\d+|via|to|later)$/u.test(name)) fields.append(name, String(value));
    }
    try {
      const answer = await fetch(form.dataset.check, {
        method: 'POST', body: fields, headers: { 'X-Echolot-Token': token(), 'HX-Request': 'true' },
      });
      // Another look began meanwhile, or somebody is giving their reason.
      if (!answer.ok || turn !== this.checked || !place.isConnected) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
      const reason = place.querySelector<HTMLInputElement>('[name="reason"]');
      const typing = reason !== null && reason === document.activeElement;
      const written = reason?.value;
      const items = place.querySelector<HTMLInputElement>('[data-items]')?.value;
      place.replaceChildren(...fresh.body.childNodes);
      const now = place.querySelector<HTMLInputElement>('[name="reason"]');
      if (now && written !== undefined) now.value = written;
      if (now && typing) now.focus();
      const kept = place.querySelector<HTMLInputElement>('[data-items]');
      if (kept && items !== undefined) kept.value = items;
    } catch {
      // The server checks again when it is sent.
      place.replaceChildren(...place.querySelectorAll('[data-items]'));
    }
  }

  private async ask(fields: Record<string, string>): Promise<Answer[]> {
    const address = this.form?.dataset.answers;
    if (!address) return [];
    const answer = await fetch(`${address}?${new URLSearchParams({ ...fields, mode: this.mode }).toString()}`);
    return answer.ok ? await answer.json() as Answer[] : [];
  }

  private async look(): Promise<void> {
    const text = this.text;
    const open = text ? begun(text.value, text.selectionStart) : null;
    if (!open || this.mode === 'Note') {
      this.close();
      return;
    }
    const turn = ++this.asked;
    try {
      const found = await this.ask({ q: open.words });
      if (turn === this.asked) this.show(found);
    } catch {
      this.close();
    }
  }

  private show(found: Answer[]): void {
    const list = this.list;
    if (!list) return;
    [this.found, this.chosen] = [found, 0];
    list.replaceChildren(...found.map((answer, at) => {
      const row = document.createElement('div');
      row.className = 'answer-pick';
      row.id = `answer-pick-${at}`;
      row.setAttribute('role', 'option');
      row.dataset.at = String(at);
      for (const [name, words] of [['b', answer.title], ['small', [answer.folder, answer.why, answer.open].filter(Boolean).join(' · ')], ['span', answer.text]] as const) {
        const part = document.createElement(name);
        part.textContent = words;
        row.append(part);
      }
      return row;
    }));
    if (found.length === 0) list.textContent = list.dataset.none ?? '';
    list.hidden = false;
    this.mark();
  }

  private mark(): void {
    const rows = [...(this.list?.querySelectorAll<HTMLElement>('.answer-pick') ?? [])];
    for (const [at, row] of rows.entries()) row.setAttribute('aria-selected', String(at === this.chosen));
    rows[this.chosen]?.scrollIntoView({ block: 'nearest' });
    this.text?.setAttribute('aria-activedescendant', rows[this.chosen]?.id ?? '');
  }

  private close(): void {
    this.asked++;
    clearTimeout(this.findTimer);
    if (!this.list || this.list.hidden) return;
    this.list.hidden = true;
    this.text?.removeAttribute('aria-activedescendant');
  }

  private key = (event: KeyboardEvent): void => {
    if (event.target !== this.text || !this.list || this.list.hidden) return;
    if (event.key === 'Escape') this.close();
    else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      this.chosen = Math.min(this.found.length - 1, Math.max(0, this.chosen + (event.key === 'ArrowDown' ? 1 : -1)));
      this.mark();
    } else if ((event.key === 'Enter' || event.key === 'Tab') && this.found[this.chosen]) this.insert(this.found[this.chosen] as Answer);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  private click = (event: Event): void => {
    const target = event.target as Element;
    const row = target.closest<HTMLElement>('.answer-pick');
    if (row) {
      const answer = this.found[Number(row.dataset.at)];
      if (answer) this.insert(answer);
      return;
    }
    const suggested = target.closest<HTMLElement>('[data-answer]');
    if (!suggested) return;
    // A suggestion is an answer: whoever was writing a note goes over to a reply.
    if (this.mode === 'Note') this.form?.querySelector<HTMLInputElement>('[name="mode"]:not([value="Note"])')?.click();
    void this.ask({ item: suggested.dataset.answer ?? '' }).then(([answer]) => {
      if (answer) this.insert(answer);
    });
  };

  private left = (event: FocusEvent): void => {
    // A click on the list takes the focus as well, and comes after this.
    if (event.target === this.text) setTimeout(() => document.activeElement !== this.text && this.close(), 200);
  };

  /** In place of what was typed after `::`, else at the cursor; with an empty line between it and what stands before. */
  private insert(answer: Answer): void {
    const text = this.text;
    if (!text) return;
    const open = begun(text.value, text.selectionStart);
    const from = open && this.list?.hidden === false ? open.from : text.selectionStart;
    if (typeof answer.start === 'number') {
      // Nothing is put into the text: a dialog asks first, because a bot speaks at once.
      text.setRangeText('', from, Math.max(from, text.selectionEnd), 'end');
      this.close();
      text.dispatchEvent(new Event('input', { bubbles: true }));
      const dialog = document.getElementById('start-scenario');
      const choice = dialog?.querySelector<HTMLInputElement>(`[name="scenario"][value="${answer.start}"]`);
      if (choice) choice.checked = true;
      if (dialog instanceof HTMLDialogElement) dialog.showModal();
      return;
    }
    const before = text.value.slice(0, from);
    const gap = before === '' || /\s$/u.test(before) ? '' : '\n\n';
    text.focus();
    text.setRangeText(gap + answer.text, from, Math.max(from, text.selectionEnd), 'end');
    const items = document.querySelector<HTMLInputElement>('[data-items]');
    if (items) items.value = [...new Set([...items.value.split(' '), answer.use])].filter(Boolean).join(' ');
    this.close();
    document.dispatchEvent(new CustomEvent('echo:inserted', { detail: { files: answer.files } }));
    // The first open place is what is typed next.
    const left = /\{\{[^}]*\}\}/u.exec(text.value.slice(from));
    if (left) text.setSelectionRange(from + left.index, from + left.index + left[0].length);
    text.dispatchEvent(new Event('input', { bubbles: true }));
  }
}

new Answering();
