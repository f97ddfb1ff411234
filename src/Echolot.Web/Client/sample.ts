// <echo-sample>: hits to judge with the keys j (relevant), n (noise) and u (take back); the next one comes by itself.

/** Not imported from the keys of every page: that would split their bundle for one line. */
const fields = 'input:not([type="checkbox"], [type="radio"]), textarea, select, [data-typing]';

class Sample extends HTMLElement {
  connectedCallback(): void {
    document.addEventListener('keydown', this.key);
    // Before the request is made, which takes along what was said.
    this.addEventListener('click', this.judged, { capture: true });
    this.open?.classList.add('here');
  }

  disconnectedCallback(): void {
    document.removeEventListener('keydown', this.key);
  }

  private get items(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>('li')];
  }

  /** The first without a verdict. */
  private get open(): HTMLElement | undefined {
    return this.items.find(item => !item.matches('.wanted, .noise'));
  }

  private judged = (event: Event): void => {
    const button = (event.target as Element).closest<HTMLElement>('[data-verdict]');
    const item = button?.closest<HTMLElement>('li');
    if (!button || !item) return;
    const { verdict } = button.dataset;
    item.classList.toggle('wanted', verdict === 'j');
    item.classList.toggle('noise', verdict === 'n');
    for (const other of item.querySelectorAll<HTMLElement>('[data-verdict]:not([data-verdict="u"])')) {
      other.setAttribute('aria-pressed', String(other === button));
    }
    this.keep(item.dataset.mention!, verdict === 'u' ? undefined : verdict === 'j' ? '1' : '0');
    if (verdict !== 'u') this.go(this.items.slice(this.items.indexOf(item) + 1).find(next => !next.matches('.wanted, .noise')) ?? this.open);
  };

  /** What is said of hits of a query that is not saved yet waits in its form. */
  private keep(mention: string, relevant: string | undefined): void {
    const field = document.querySelector<HTMLInputElement>('#study-judged');
    if (!field) return;
    const others = field.value.split(',').filter(said => said && !said.startsWith(`${mention}:`));
    field.value = [...others, ...(relevant ? [`${mention}:${relevant}`] : [])].join(',');
  }

  private go(item: HTMLElement | undefined): void {
    for (const other of this.querySelectorAll('li.here')) other.classList.remove('here');
    if (!item) return;
    item.classList.add('here');
    item.scrollIntoView({ block: 'nearest' });
  }

  private key = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || (event.target as Element).closest(fields)) return;
    if (document.querySelector('dialog[open]')) return;
    const focused = document.activeElement?.closest<HTMLElement>('echo-sample li') ?? undefined;
    const here = focused ?? this.querySelector<HTMLElement>('li.here') ?? undefined;
    if (!here) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      const { items } = this;
      const next = items[items.indexOf(here) + (event.key === 'ArrowDown' ? 1 : -1)];
      if (next) this.go(next);
      next?.focus({ preventScroll: true });
      event.preventDefault();
      return;
    }
    const button = here.querySelector<HTMLElement>(`[data-verdict="${CSS.escape(event.key)}"]`);
    if (!button) return;
    event.preventDefault();
    if (focused) focused.blur();
    button.click();
  };
}

customElements.define('echo-sample', Sample);
