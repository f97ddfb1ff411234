// <echo-many>: conversations that are ticked in the list, or the whole list, and what is done to them. The list is shown
// anew while one chooses, so the choice is kept by number.
import { meant, resting } from './keys';
import { post, send } from './work';

class Many extends HTMLElement {
  private readonly chosen = new Set<string>();
  private whole = false;
  private watch: MutationObserver | undefined;

  connectedCallback(): void {
    document.addEventListener('change', this.ticked);
    document.addEventListener('keydown', this.key);
    this.addEventListener('click', this.clicked);
    this.addEventListener('change', event => void this.change(event));
    const list = document.querySelector('#inbox-list');
    this.watch = new MutationObserver(() => this.show());
    if (list) this.watch.observe(list, { childList: true, subtree: true });
  }

  disconnectedCallback(): void {
    document.removeEventListener('change', this.ticked);
    document.removeEventListener('keydown', this.key);
    this.watch?.disconnect();
  }

  private get boxes(): HTMLInputElement[] {
    return [...document.querySelectorAll<HTMLInputElement>('[data-choose]')];
  }

  private ticked = (event: Event): void => {
    const box = event.target as HTMLInputElement;
    if (!box.matches('[data-choose]')) return;
    this.whole = false;
    if (box.checked) this.chosen.add(box.value);
    else this.chosen.delete(box.value);
    this.show();
  };

  private key = (event: KeyboardEvent): void => {
    if (resting(event)) return;
    if (event.key === 'Escape' && !this.hidden) this.none();
    else if (meant(event) === 'x') document.querySelector<HTMLInputElement>('.talk.here [data-choose]')?.click();
    else return;
    event.preventDefault();
  };

  private clicked = (event: Event): void => {
    const button = (event.target as Element).closest('button');
    if (button?.matches('[data-none]')) this.none();
    else if (button?.matches('[data-shown]')) {
      this.whole = false;
      for (const box of this.boxes) this.chosen.add(box.value);
      this.show();
    } else if (button?.matches('[data-whole]')) void this.all();
    else if (button?.matches('[data-until-do]')) void this.change(event, this.querySelector<HTMLSelectElement>('[data-do="state"]'));
  };

  /** The list as it is filtered now, with as many as it has now. */
  private async all(): Promise<void> {
    const answer = await send(this.address, { what: 'count' });
    if (!answer.ok) return;
    this.dataset.all = await answer.text();
    this.whole = true;
    this.show();
  }

  private get address(): string {
    return `${this.dataset.to ?? ''}${location.search}`;
  }

  private get until(): HTMLElement | null {
    return this.querySelector<HTMLElement>('[data-until-ask]');
  }

  private async change(event: Event, meant?: HTMLSelectElement | null): Promise<void> {
    const [cause, reason] = [this.querySelector<HTMLInputElement>('[data-cause]'), this.querySelector<HTMLInputElement>('[data-reason]')];
    const choice = meant ?? (event.target === reason ? this.querySelector<HTMLSelectElement>('[data-do="crisis"]') : event.target as HTMLSelectElement);
    const what = choice?.dataset.do;
    if (!choice || !what || choice.value === '') return;
    // A level of a crisis needs its reason: with both of them it is set.
    if (what === 'crisis' && reason && /^\d$/.test(choice.value) && !reason.value.trim()) {
      reason.hidden = false;
      reason.focus();
      return;
    }
    if (what === 'state' && choice.value === 'until' && this.until?.hidden) {
      this.until.hidden = false;
      this.until.querySelector('input')?.focus();
      return;
    }
    const fields: Record<string, string> = { what, value: choice.value };
    if (choice.value === 'until') fields.until = this.until?.querySelector('input')?.value ?? '';
    if (cause?.value.trim()) fields.cause = cause.value;
    if (reason?.value.trim()) fields.reason = reason.value;
    if (!this.whole) fields.ids = [...this.chosen].join(',');
    // A time that has passed is asked for again, with what was chosen still there.
    if (choice.value !== 'until') choice.value = '';
    this.setAttribute('aria-busy', 'true');
    const done = await post(this.address, fields);
    this.removeAttribute('aria-busy');
    if (!done) return;
    if (cause) cause.value = '';
    this.none();
    document.dispatchEvent(new CustomEvent('echo:missed'));
    // More than a few go on in the background, and say how far they are.
    document.dispatchEvent(new CustomEvent('echo:many'));
  }

  private none(): void {
    this.whole = false;
    this.chosen.clear();
    const [reason, crisis] = [this.querySelector<HTMLInputElement>('[data-reason]'), this.querySelector<HTMLSelectElement>('[data-do="crisis"]')];
    if (reason) [reason.value, reason.hidden] = ['', true];
    if (crisis) crisis.value = '';
    const state = this.querySelector<HTMLSelectElement>('[data-do="state"]');
    if (state) state.value = '';
    if (this.until) this.until.hidden = true;
    this.show();
  }

  private show(): void {
    for (const box of this.boxes) {
      const on = this.whole || this.chosen.has(box.value);
      if (box.checked !== on) box.checked = on;
    }
    this.hidden = !this.whole && this.chosen.size === 0;
    document.documentElement.classList.toggle('choosing', !this.hidden);
    const text = this.querySelector('[data-count-of]');
    const told = this.whole ? (this.dataset.all ?? '')
      : (this.dataset.chosen ?? '#').replace('#', this.chosen.size.toLocaleString(document.documentElement.lang));
    if (text && text.textContent !== told) text.textContent = told;
  }
}

customElements.define('echo-many', Many);
