// <echo-stream>: the live list, and without data-arrived the hits of a search, which stand still. New rows come in at the top while somebody watches the top; while paused, scrolled away or
// pointing at the list they wait behind a pill with their number, so that nothing jumps. When more arrived than was told,
// the pill offers to load the list again. Keys: j k Enter o t p, Escape closes
// what was opened; the keys that work on mentions are in work.ts. What somebody works on is fetched anew.
import htmx from './htmx';
import { resting } from './keys';
import { post } from './work';

const mostHeld = 400;

const focusables = (row: HTMLElement): HTMLElement[] => [...row.querySelectorAll<HTMLElement>('a, button, input, summary')];

class Stream extends HTMLElement {
  private reopened = 0;
  private held: HTMLElement[] = [];
  private paused = false;
  private asking = false;
  private ids: string[] = [];
  private hovering = false;
  private incomplete = false;
  private nothingOpen = '';
  private readonly stale = new Set<string>();
  private renewing = false;

  private get rows(): HTMLElement {
    return this.querySelector<HTMLElement>('[data-rows]') as HTMLElement;
  }

  private get scroller(): HTMLElement {
    return this.querySelector<HTMLElement>('.stream') as HTMLElement;
  }

  /** Beside the list, or beside all columns. */
  private get detail(): HTMLElement {
    return document.getElementById('detail') as HTMLElement;
  }

  private row(id: string | undefined): HTMLElement | null {
    return this.querySelector<HTMLElement>(`[data-mention="${CSS.escape(id ?? '')}"]`);
  }

  /** Of several columns the one that was touched last takes the keys. */
  private get active(): boolean {
    const streams = [...document.querySelectorAll<HTMLElement>('echo-stream')];
    return (streams.find(other => other.dataset.active !== undefined) ?? streams[0]) === this;
  }

  private activate(): void {
    for (const other of document.querySelectorAll<HTMLElement>('echo-stream')) delete other.dataset.active;
    this.dataset.active = '';
  }

  connectedCallback(): void {
    this.nothingOpen = this.detail.innerHTML;
    // A search stands still.
    if (this.dataset.arrived) {
      document.addEventListener('echo:mentions', this.arrived);
      document.addEventListener('echo:missed', this.missed);
    }
    document.addEventListener('echo:worked', this.worked);
    document.addEventListener('keydown', this.key);
    this.querySelector('[data-new]')?.addEventListener('click', () => {
      if (this.incomplete) location.reload();
      else this.show();
    });
    document.querySelector('[data-pause]')?.addEventListener('click', () => this.pause());
    this.rows.addEventListener('pointerenter', () => {
      this.hovering = true;
      this.activate();
    });
    this.rows.addEventListener('pointerleave', () => {
      this.hovering = false;
      if (this.watching) this.show();
    });
    // The columns scroll on a wide screen, all of it on a narrow one.
    for (const part of [this.scroller, this]) {
      part.addEventListener('scroll', () => {
        if (this.watching) this.show();
      }, { passive: true });
    }
    document.addEventListener('click', this.close);
    this.addEventListener('click', event => {
      const row = (event.target as Element).closest<HTMLElement>('[data-mention]');
      if (!row || (event.target as Element).closest('.mention-pick')) return;
      this.choose(row);
      if ((event.target as Element).closest('.mention-text')) this.see(row);
    });
    // Marked as unread in the detail: the dot comes back at once.
    this.detail?.addEventListener('submit', event => {
      const id = (event.target as Element).querySelector<HTMLElement>('[data-unread]')?.dataset.unread;
      this.row(id)?.classList.replace('read', 'unread');
    });
    // As in listening.css: from here down the filters are a button.
    if (matchMedia('(max-width: 900px)').matches) this.querySelector('.facets-fold')?.removeAttribute('open');
  }

  disconnectedCallback(): void {
    document.removeEventListener('echo:mentions', this.arrived);
    document.removeEventListener('echo:missed', this.missed);
    document.removeEventListener('echo:worked', this.worked);
    document.removeEventListener('keydown', this.key);
    document.removeEventListener('click', this.close);
  }

  private get watching(): boolean {
    return !this.paused && !this.hovering && this.scroller.scrollTop + this.scrollTop < 60 && document.visibilityState === 'visible';
  }

  private arrived = (event: Event): void => {
    const { ids = [], count = 0 } = (event as CustomEvent<{ ids?: string[]; count?: number }>).detail;
    if (count > ids.length) this.missed();
    this.ids.push(...ids);
    void this.ask();
  };

  /** Rows that somebody worked on come anew; what no longer fits the filters goes. */
  private worked = (event: Event): void => {
    const { ids = [] } = (event as CustomEvent<{ ids?: string[] }>).detail;
    const shown = ids.filter(id => this.row(id));
    for (const id of shown) this.stale.add(id);
    void this.renewAll();
    const open = this.detail?.querySelector<HTMLElement>('.mention-detail')?.dataset.of;
    if (open && this.active && ids.includes(open)) void this.reopen(open);
  };

  /** The detail as it is now, unless somebody began to write in it meanwhile. */
  private async reopen(id: string): Promise<void> {
    const busy = (): boolean => this.detail.querySelector<HTMLElement>('.mention-detail')?.dataset.of !== id
      || this.detail.contains(document.activeElement)
      || [...this.detail.querySelectorAll<HTMLTextAreaElement | HTMLInputElement>('textarea, input:not([type="hidden"])')].some(field => field.value);
    if (busy()) return;
    const turn = ++this.reopened;
    // As its row opens it, with what a search found marked.
    const address = this.row(id)?.querySelector('.mention-text')?.getAttribute('href') ?? `/listening/${id}`;
    const answer = await fetch(address, { headers: { 'HX-Request': 'true' } });
    const text = answer.ok ? await answer.text() : '';
    if (!text || busy() || turn !== this.reopened) return;
    // What is being pressed stays until it is.
    if (this.detail.matches(':active')) {
      window.setTimeout(() => void this.reopen(id), 500);
      return;
    }
    this.detail.innerHTML = text;
    htmx.process(this.detail);
  }

  /** One after the other: an answer that was asked for earlier must not come back over a later one. */
  private async renewAll(): Promise<void> {
    if (this.renewing) return;
    this.renewing = true;
    try {
      while (this.stale.size > 0) {
        const ids = [...this.stale].slice(0, 200);
        for (const id of ids) this.stale.delete(id);
        await this.renew(ids);
      }
    } finally {
      this.renewing = false;
    }
  }

  private async renew(ids: string[]): Promise<void> {
    if (!this.dataset.arrived) return;
    const address = new URL(this.dataset.arrived ?? '', location.href);
    address.searchParams.set('ids', ids.join(','));
    const answer = await fetch(address, { headers: { 'HX-Request': 'true' } });
    if (!answer.ok) return;
    const holder = document.createElement('template');
    holder.innerHTML = await answer.text();
    for (const id of ids) {
      const old = this.row(id);
      const row = holder.content.querySelector<HTMLElement>(`[data-mention="${CSS.escape(id)}"]`);
      if (!old) continue;
      const picked = old.querySelector<HTMLInputElement>('[data-pick]')?.checked ?? false;
      const here = old.classList.contains('here');
      if (row) {
        row.classList.toggle('here', here);
        const box = row.querySelector<HTMLInputElement>('[data-pick]');
        if (box) box.checked = picked;
        const at = focusables(old).indexOf(document.activeElement as HTMLElement);
        old.replaceWith(row);
        htmx.process(row);
        if (at >= 0) focusables(row)[at]?.focus({ preventScroll: true });
      } else {
        const next = (old.nextElementSibling ?? old.previousElementSibling) as HTMLElement | null;
        if (here && next?.matches('[data-mention]')) this.choose(next);
        old.remove();
      }
    }
    document.dispatchEvent(new CustomEvent('echo:rows'));
  }

  private see(row: HTMLElement): void {
    if (!row.classList.contains('unread') || !this.dataset.read) return;
    row.classList.replace('unread', 'read');
    void post(this.dataset.read, { ids: row.dataset.mention ?? '', value: '1' });
  }

  private missed = (): void => {
    this.incomplete = true;
    this.count();
  };

  /** Fetches the rows of what arrived; the server leaves out what the filters do not want. */
  private async ask(): Promise<void> {
    if (this.asking || this.ids.length === 0) return;
    this.asking = true;
    const ids = this.ids.splice(0, 100);
    try {
      const address = new URL(this.dataset.arrived ?? '', location.href);
      address.searchParams.set('ids', ids.join(','));
      const answer = await fetch(address, { headers: { 'HX-Request': 'true' } });
      if (answer.ok) {
        const holder = document.createElement('template');
        holder.innerHTML = await answer.text();
        this.held.unshift(...holder.content.querySelectorAll<HTMLElement>('[data-mention]'));
        this.held.length = Math.min(this.held.length, mostHeld);
        if (this.watching) this.show();
        else this.count();
      } else {
        this.missed();
      }
    } catch {
      // The connection is gone; the live element says so, and a reload brings everything.
      this.ids.unshift(...ids);
    } finally {
      this.asking = false;
    }
    if (this.ids.length > 0) setTimeout(() => void this.ask(), 500);
  }

  private show(): void {
    if (this.held.length === 0) return;
    const fresh = this.held.splice(0);
    for (const row of fresh) this.row(row.dataset.mention)?.remove();
    for (const row of fresh) row.classList.add('fresh');
    this.rows.prepend(...fresh);
    for (const row of fresh) htmx.process(row);
    this.querySelector('[data-empty]')?.remove();
    this.count();
  }

  private count(): void {
    const pill = this.querySelector<HTMLElement>('[data-new]');
    if (!pill) return;
    const number = this.held.length;
    pill.hidden = number === 0 && !this.incomplete;
    pill.textContent = this.incomplete ? (this.dataset.reload ?? '') : number === 1 ? (this.dataset.one ?? '')
      : (this.dataset.many ?? '#').replace('#', number.toLocaleString(document.documentElement.lang) + (number >= mostHeld ? '+' : ''));
  }

  private pause(): void {
    this.paused = !this.paused;
    const button = document.querySelector<HTMLElement>('[data-pause]');
    const text = button?.querySelector<HTMLElement>('[data-pause-text]');
    button?.setAttribute('aria-pressed', String(this.paused));
    if (text) text.textContent = (this.paused ? text.dataset.on : text.dataset.off) ?? '';
    const live = document.querySelector<HTMLElement>('[data-live-pill]');
    const stopped = document.querySelector<HTMLElement>('[data-paused-pill]');
    if (live) live.hidden = this.paused;
    if (stopped) stopped.hidden = !this.paused;
    if (this.watching) this.show();
  }

  private close = (event: Event): void => {
    if (this.active && (event.target as Element).closest('[data-close-detail]')) this.shut();
  };

  private shut(): void {
    this.detail.innerHTML = this.nothingOpen;
    this.querySelector<HTMLElement>('.mention.here .mention-text')?.focus();
  }

  private choose(row: HTMLElement): void {
    for (const other of this.querySelectorAll('.mention.here')) other.classList.remove('here');
    row.classList.add('here');
    row.scrollIntoView({ block: 'nearest' });
  }

  private key = (event: KeyboardEvent): void => {
    if (resting(event)) return;
    if (document.querySelector('dialog[open]') || !this.active) return;
    const rows = [...this.querySelectorAll<HTMLElement>('[data-mention]')];
    const here = rows.findIndex(row => row.classList.contains('here'));
    const at = rows[here];
    if (event.key === 'j' || event.key === 'k') {
      const next = rows[Math.max(0, Math.min(rows.length - 1, here + (event.key === 'j' ? 1 : -1)))];
      if (next) this.choose(next);
    } else if (event.key === 'Enter' && at && event.target === document.body) {
      at.querySelector<HTMLElement>('.mention-text')?.click();
    } else if (event.key === 'Escape' && this.detail.querySelector('.mention-detail')) {
      this.shut();
    } else if (event.key === 'o' && at) {
      at.querySelector<HTMLElement>('.mention-text')?.click();
      document.addEventListener('htmx:after:swap', () => this.detail.querySelector<HTMLElement>('[data-open-original]')?.focus(), { once: true });
    } else if (event.key === 't' && at) {
      const field = this.detail.querySelector<HTMLElement>('[data-tag-input]');
      const open = this.detail.querySelector<HTMLElement>(`[data-of="${at.dataset.mention}"]`);
      if (field && open) field.focus();
      else {
        at.querySelector<HTMLElement>('.mention-text')?.click();
        document.addEventListener('htmx:after:swap', () => this.detail.querySelector<HTMLElement>('[data-tag-input]')?.focus(), { once: true });
      }
    } else {
      return;
    }
    event.preventDefault();
  };
}

customElements.define('echo-stream', Stream);
