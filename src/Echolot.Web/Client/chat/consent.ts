// Taking the consent back: a button, and the question whether it is meant.
import { make } from './elements';
import type { Texts } from './texts';

export class WithdrawConsent {
  readonly element = make('div', { class: 'sure' });
  private readonly button: HTMLButtonElement;
  private readonly question: HTMLElement;

  constructor(texts: Texts, withdraw: () => void) {
    const act = (text: string, done: () => void): HTMLButtonElement => {
      const button = make('button', { type: 'button', class: 'act quiet' }, text);
      button.addEventListener('click', done);
      return button;
    };
    this.button = act(texts.withdraw, () => {
      this.ask(true);
      this.question.querySelector('button')?.focus();
    });
    this.question = make(
      'div', { class: 'sure', role: 'group', 'aria-labelledby': 'sure', hidden: '' }, make('p', { id: 'sure' }, texts.withdrawAsk),
      act(texts.withdrawKeep, () => {
        this.ask(false);
        this.button.focus();
      }), act(texts.withdrawDo, withdraw));
    this.element.append(this.button, this.question);
  }

  ask(asked: boolean): void {
    this.question.hidden = !asked;
    this.button.hidden = asked;
  }
}
