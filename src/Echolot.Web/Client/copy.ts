// <echo-copy>: a button inside copies its data-copy and says so.

class Copy extends HTMLElement {
  connectedCallback(): void {
    this.addEventListener('click', async event => {
      const text = (event.target as Element).closest<HTMLElement>('[data-copy]')?.dataset.copy;
      if (text === undefined) return;
      await navigator.clipboard.writeText(text);
      document.dispatchEvent(new CustomEvent('echo:toast', { detail: { text: this.dataset.done ?? '' } }));
    });
  }
}

customElements.define('echo-copy', Copy);
