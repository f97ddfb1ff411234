// <echo-chat-preview>: how the chat will look, as the form beside it is filled in.
import { View, type Look } from './view';

class Preview extends HTMLElement {
  private view: View | undefined;
  private language = '';

  connectedCallback(): void {
    this.form?.addEventListener('input', this.draw);
    this.draw();
  }

  disconnectedCallback(): void {
    this.form?.removeEventListener('input', this.draw);
  }

  private get form(): HTMLFormElement | null {
    return this.closest('.chat-settings')?.querySelector('form') ?? null;
  }

  private draw = (): void => {
    const form = this.form;
    if (!form) return;
    const fields = new FormData(form);
    const language = this.querySelector<HTMLInputElement>('input[name=preview-language]:checked')?.value ?? this.dataset.language ?? 'de';
    const value = (name: string): string => String(fields.get(name) ?? '');
    const color = value('color');
    const closed = this.querySelector<HTMLInputElement>('input[name=preview-closed]')?.checked ?? false;
    const look: Look = {
      title: value(`title_${language}`), greeting: value(`greeting_${language}`), offline: value(`offline_${language}`),
      consent: value(`consent_${language}`), wording: '', color: /^#[0-9a-f]{6}$/i.test(color) ? color : '#0b7a9b',
      left: value('side') === 'left', open: !closed, opensAt: null, form: closed, mail: false,
    };
    if (!this.view || language !== this.language) {
      const stage = this.querySelector<HTMLElement>('[data-stage]')!;
      const host = document.createElement('div');
      stage.replaceChildren(host);
      this.language = language;
      const none = (): void => undefined;
      this.view = new View(host, look, language, 'preview', { write: none, form: none, typed: none, opened: none, file: none, mail: none, withdraw: none });
    }
    this.view.dress(look);
    this.view.mode(closed, true);
  };
}

customElements.define('echo-chat-preview', Preview);
document.addEventListener('change', event => {
  const preview = (event.target as Element).closest('echo-chat-preview');
  if (preview) preview.closest('.chat-settings')?.querySelector('form')?.dispatchEvent(new Event('input'));
});
