// <echo-toasts>: short messages in a corner. Anyone may dispatch `echo:toast` with { text, href?, tone? }.

export interface ToastDetail {
  text: string;
  href?: string;
  tone?: 'good' | 'bad' | 'accent';
}

const stays = 7000;
const most = 4;
const icons: Record<string, string> = {
  good: '<circle cx="12" cy="12" r="10"/><path d="m9 12 2 2 4-4"/>',
  bad: '<circle cx="12" cy="12" r="10"/><line x1="12" x2="12" y1="8" y2="12"/><line x1="12" x2="12.01" y1="16" y2="16"/>',
  accent: '<path d="M10.268 21a2 2 0 0 0 3.464 0"/><path d="M3.262 15.326A1 1 0 0 0 4 17h16a1 1 0 0 0 .74-1.673C19.41 13.956 18 12.499 18 8A6 6 0 0 0 6 8c0 4.499-1.411 5.956-2.738 7.326"/>',
};

class Toasts extends HTMLElement {
  connectedCallback(): void {
    for (const toast of this.querySelectorAll<HTMLElement>('.toast')) this.expire(toast);
    document.addEventListener('echo:toast', event => this.add((event as CustomEvent<ToastDetail>).detail));
    this.addEventListener('click', event => {
      if ((event.target as Element).closest('[data-dismiss]')) (event.target as Element).closest('.toast')?.remove();
    });
  }

  private add(detail: ToastDetail): void {
    const tone = detail.tone ?? 'good';
    const toast = document.createElement('div');
    toast.className = `toast ${tone}`;
    toast.innerHTML = `<svg class="i" viewBox="0 0 24 24" aria-hidden="true">${icons[tone] ?? ''}</svg><p></p>
      <button type="button" class="icon-button" data-dismiss><svg class="i" viewBox="0 0 24 24" aria-hidden="true"><path d="M18 6 6 18"/><path d="m6 6 12 12"/></svg></button>`;
    toast.querySelector('button')?.setAttribute('aria-label', this.dataset.close ?? '');
    const text = toast.querySelector('p');
    if (detail.href) {
      const link = document.createElement('a');
      link.href = detail.href;
      link.textContent = detail.text;
      text?.append(link);
    } else if (text) {
      text.textContent = detail.text;
    }
    this.append(toast);
    while (this.childElementCount > most) this.firstElementChild?.remove();
    this.expire(toast);
  }

  /** Goes by itself, but not while somebody points at it or has it focused. */
  private expire(toast: HTMLElement): void {
    const timer = setInterval(() => {
      if (toast.matches(':hover, :focus-within')) return;
      clearInterval(timer);
      toast.remove();
    }, stays);
  }
}

customElements.define('echo-toasts', Toasts);
