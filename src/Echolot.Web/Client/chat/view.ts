// The chat as people see it: made of elements, never of markup, because everything in it was written by somebody.
import { WithdrawConsent } from './consent';
import { icon, make } from './elements';
import { styles } from './styles';
import { textsOf, type Texts } from './texts';

export interface Look {
  title: string;
  greeting: string;
  offline: string;
  consent: string;
  wording: string;
  color: string;
  left: boolean;
  open: boolean;
  opensAt: string | null;
  form: boolean;
  mail: boolean;
}

export interface Line {
  id: string;
  ours: boolean;
  by: string | null;
  text: string;
  at: string;
  files?: { name: string; size: number; alt: string; key: string; href?: string }[];
}

export interface Pending {
  id: string;
  text: string;
  state: 'sending' | 'waiting' | 'failed';
}

export interface Hooks {
  write(text: string): void;
  form(name: string, email: string, text: string): void;
  typed(): void;
  opened(open: boolean): void;
  file(): void;
  mail(email: string): void;
  withdraw(): void;
}

export type Kind = 'corner' | 'in-page' | 'preview';

/** Black or white, whichever reads better on a colour (WCAG relative luminance). */
export const inkOn = (color: string): string => {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map(at => {
    const part = parseInt(color.slice(at, at + 2), 16) / 255;
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.179 ? '#101418' : '#ffffff';
};

/** Text with its web addresses as links. */
const linked = (text: string): (Node | string)[] =>
  text.split(/(https?:\/\/[^\s<>"]*[^\s<>".,;:!?)\]}'])/).map((part, i) =>
    i % 2 === 0 ? part : make('a', { href: part, target: '_blank', rel: 'noopener noreferrer nofollow' }, part));

export class View {
  readonly texts: Texts;
  private readonly frame: HTMLElement;
  private readonly launch: HTMLButtonElement;
  private readonly badge = make('span', { class: 'badge', hidden: '' });
  private readonly panel: HTMLElement;
  private readonly heading = make('h2', { id: 'title' });
  private readonly state = make('p', { class: 'state' });
  private readonly log: HTMLElement;
  private readonly typing = make('p', { class: 'typing', 'aria-live': 'polite' });
  private readonly told = make('p', { class: 'told', role: 'status', hidden: '' });
  private readonly agree = make('input', { type: 'checkbox', id: 'agree' });
  private readonly agreement: HTMLElement;
  private readonly agreeText = make('label', { for: 'agree' });
  private readonly writing: HTMLFormElement;
  private readonly text: HTMLTextAreaElement;
  private readonly form: HTMLFormElement;
  private readonly more: HTMLElement;
  private readonly moreButton: HTMLButtonElement;
  private readonly withdraw: WithdrawConsent;
  private readonly shown = new Map<string, HTMLElement>();
  private order: string[] = [];
  private typingEnds = 0;
  private look!: Look;

  constructor(
    host: HTMLElement, look: Look, private readonly language: string, private readonly kind: Kind,
    private readonly hooks: Hooks,
  ) {
    const root = host.attachShadow({ mode: 'open' });
    // A made sheet needs no permission of the page's Content-Security-Policy.
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(styles);
    root.adoptedStyleSheets = [sheet];
    const t = (this.texts = textsOf(language));
    this.launch = make(
      'button', { type: 'button', class: 'launch', 'aria-expanded': 'false', 'aria-controls': 'panel', 'aria-label': t.open },
      icon('M21 12a8 8 0 0 1-8 8H4l2-3a8 8 0 1 1 15-5Z'), this.badge);
    const close = make('button', { type: 'button', 'aria-label': t.close, title: t.close }, icon('M6 6l12 12M18 6 6 18'));
    this.moreButton = make(
      'button', { type: 'button', 'aria-label': t.more, title: t.more, 'aria-expanded': 'false', hidden: '' },
      icon('M12 4v10m0 0 4-4m-4 4-4-4', 'M5 19h14'));
    this.log = make('div', { class: 'log', role: 'log', 'aria-live': 'polite', 'aria-label': t.transcript, tabindex: '0' });
    this.agreement = make('div', { class: 'consent' }, this.agree, this.agreeText);
    this.text = make('textarea', { rows: '1', maxlength: '4000', 'aria-label': t.write, placeholder: t.placeholder });
    this.writing = make('form', { class: 'write' }, this.text, make('button', { class: 'act', 'aria-label': t.send }, icon('m4 12 16-8-6 16-3-7-7-1Z')));
    this.form = make('form', { class: 'form', hidden: '', novalidate: '' });
    this.more = make('div', { class: 'more', hidden: '' });
    this.withdraw = new WithdrawConsent(t, () => this.hooks.withdraw());
    this.panel = make(
      'section', { id: 'panel', class: 'panel', role: 'dialog', 'aria-labelledby': 'title', hidden: '' },
      make('header', {}, make('div', {}, this.heading, this.state), this.moreButton, ...(kind === 'corner' ? [close] : [])),
      this.log, this.typing, this.more, this.told, this.agreement, this.writing, this.form);
    this.frame = make('div', { class: `w ${kind === 'corner' ? '' : kind}`, lang: language }, ...(kind === 'preview' ? [this.panel, this.launch] : kind === 'corner' ? [this.launch, this.panel] : [this.panel]));
    root.append(this.frame);
    this.launch.addEventListener('click', () => this.toggle(!this.isOpen));
    close.addEventListener('click', () => this.toggle(false));
    this.moreButton.addEventListener('click', () => this.showMore(this.more.hidden !== false));
    this.panel.addEventListener('keydown', event => {
      if (event.key === 'Escape' && kind === 'corner') this.toggle(false);
      // Keys that somebody types here are no commands of the page.
      event.stopPropagation();
    });
    this.text.addEventListener('keydown', event => {
      if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.writing.requestSubmit();
    });
    this.text.addEventListener('input', () => {
      this.grow();
      if (this.text.value.trim()) this.hooks.typed();
    });
    this.writing.addEventListener('submit', event => {
      event.preventDefault();
      const text = this.text.value.trim();
      if (!text) return;
      if (!this.agreed()) return;
      this.text.value = '';
      this.grow();
      this.tell('');
      this.hooks.write(text);
    });
    this.makeForm();
    this.makeMore();
    this.dress(look);
    if (kind !== 'corner') this.toggle(true, false);
  }

  get isOpen(): boolean {
    return this.panel.hidden === false;
  }

  /** Whether they agreed; where it is still to be done, says so. */
  private agreed(): boolean {
    if (this.agreement.hidden || this.agree.checked) return true;
    this.tell(this.texts.agreeFirst, true);
    this.agree.focus();
    return false;
  }

  /** Texts and colours, also when they change in the preview. */
  dress(look: Look): void {
    this.look = look;
    this.frame.style.setProperty('--accent', look.color);
    this.frame.style.setProperty('--ink', inkOn(look.color));
    this.frame.classList.toggle('left', look.left);
    this.heading.textContent = look.title;
    this.agreeText.textContent = look.consent;
    this.hours();
    const first = this.shown.get('greeting');
    if (first) first.querySelector('p')!.textContent = look.greeting;
    else this.add({ id: 'greeting', ours: true, by: null, text: look.greeting, at: '' });
    const offline = this.form.querySelector('.lead');
    if (offline) offline.textContent = look.offline;
    const agree = this.form.querySelector('label[for=form-agree]');
    if (agree) agree.textContent = look.consent;
  }

  private hours(): void {
    const { open, opensAt } = this.look;
    const at = opensAt ? new Date(opensAt).toLocaleString(this.language, { weekday: 'long', hour: '2-digit', minute: '2-digit' }) : '';
    this.state.textContent = open ? this.texts.here : at ? this.texts.awayUntil.replace('{0}', at) : this.texts.away;
  }

  toggle(open: boolean, focus = true): void {
    this.panel.hidden = !open;
    this.launch.setAttribute('aria-expanded', String(open));
    this.launch.setAttribute('aria-label', open ? this.texts.close : this.texts.open);
    const whole = this.kind === 'corner' && matchMedia('(max-width: 520px)').matches;
    this.panel.setAttribute('aria-modal', String(whole && open));
    this.hooks.opened(open);
    if (!open) {
      if (focus) this.launch.focus();
      return;
    }
    this.unread(0);
    this.log.scrollTop = this.log.scrollHeight;
    if (focus) (this.form.hidden ? this.text : this.form.querySelector('input'))?.focus();
  }

  /** The form for when nobody is there, or the chat. */
  mode(form: boolean, needsConsent: boolean): void {
    this.form.hidden = !form;
    for (const part of [this.log, this.typing, this.writing]) part.hidden = form;
    this.agreement.hidden = form || !needsConsent;
    this.moreButton.hidden = form || needsConsent || this.kind === 'preview';
    if (!form && !needsConsent) return;
    this.more.hidden = true;
  }

  /** The whole conversation as the server has it, and what is still on its way. */
  lines(lines: Line[], pending: Pending[]): void {
    const ids = ['greeting', ...lines.map(line => line.id)];
    const kept = new Set([...ids, ...pending.map(p => p.id)]);
    for (const [id, element] of this.shown) {
      if (kept.has(id)) continue;
      element.remove();
      this.shown.delete(id);
    }
    const atEnd = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 80;
    for (const line of lines) this.add(line);
    const known = new Set(ids);
    const waiting = pending.filter(p => !known.has(p.id));
    for (const p of waiting) this.pend(p);
    const order = [...ids, ...waiting.map(p => p.id)];
    if (order.join() !== this.order.join()) {
      // Only what is out of place moves, so that a reader hears new lines alone.
      let before: Element | null = null;
      for (const id of order) {
        const element = this.shown.get(id);
        if (!element) continue;
        if (before ? before.nextElementSibling !== element : this.log.firstElementChild !== element)
          this.log.insertBefore(element, before ? before.nextElementSibling : this.log.firstElementChild);
        before = element;
      }
      this.order = order;
    }
    if (atEnd) this.log.scrollTop = this.log.scrollHeight;
  }

  private add(line: Line): void {
    const there = this.shown.get(line.id);
    const at = line.at ? new Date(line.at).toLocaleTimeString(this.language, { hour: '2-digit', minute: '2-digit' }) : '';
    const foot = [line.ours ? line.by : null, at].filter(Boolean).join(' · ');
    if (there && !there.classList.contains('pending') && !there.classList.contains('failed')) return;
    const element = make(
      'div', { class: `line ${line.ours ? '' : 'mine'}` },
      make('span', { class: 'sr' }, `${line.ours ? line.by ?? this.texts.us : this.texts.you}: `), make('p', {}, ...linked(line.text)),
      ...(line.files ?? []).map(file => make(
        'a', { class: 'file', href: file.href ?? '', target: '_blank', rel: 'noopener noreferrer', ...(file.alt ? { title: file.alt } : {}) },
        icon('M12 4v10m0 0 4-4m-4 4-4-4', 'M5 19h14'), make('span', {}, file.name), make('small', {}, this.size(file.size)))),
      make('small', {}, foot));
    this.put(line.id, element);
    if (line.ours && line.at) this.typed(false);
  }

  private size(bytes: number): string {
    const [number, unit] = bytes < 1e6 ? [Math.max(1, Math.round(bytes / 1e3)), 'kB'] : [Math.round(bytes / 1e5) / 10, 'MB'];
    return `${number.toLocaleString(this.language)} ${unit}`;
  }

  private pend(pending: Pending): void {
    const { sending, waiting, failed } = this.texts;
    const element = make(
      'div', { class: `line mine ${pending.state === 'failed' ? 'failed' : 'pending'}` }, make('span', { class: 'sr' }, `${this.texts.you}: `),
      make('p', {}, ...linked(pending.text)), make('small', {}, { sending, waiting, failed }[pending.state]));
    this.put(pending.id, element);
  }

  private put(id: string, element: HTMLElement): void {
    const there = this.shown.get(id);
    if (there) there.replaceWith(element);
    else this.log.append(element);
    this.shown.set(id, element);
  }

  /** One of us is writing. */
  typed(on: boolean): void {
    clearTimeout(this.typingEnds);
    this.typing.textContent = on ? `${this.look.title} ${this.texts.typing}` : '';
    if (on) this.typingEnds = window.setTimeout(() => this.typed(false), 9000);
  }

  tell(text: string, bad = false): void {
    this.told.hidden = !text;
    this.told.textContent = text;
    this.told.classList.toggle('bad', bad);
  }

  unread(count: number): void {
    this.badge.hidden = count === 0;
    this.badge.textContent = String(count);
    this.badge.setAttribute('aria-label', this.texts.unread.replace('{0}', String(count)));
  }

  /** Gives a text back to whoever wrote it. */
  giveBack(text: string): void {
    if (!this.text.value) this.text.value = text;
    this.grow();
  }

  private grow(): void {
    this.text.style.height = 'auto';
    this.text.style.height = `${Math.min(130, this.text.scrollHeight + 2)}px`;
  }

  private makeForm(): void {
    const t = this.texts;
    const name = make('input', { type: 'text', maxlength: '80', autocomplete: 'name' });
    const email = make('input', { type: 'email', maxlength: '254', autocomplete: 'email', required: '' });
    const text = make('textarea', { rows: '5', maxlength: '4000', required: '' });
    const agree = make('input', { type: 'checkbox', id: 'form-agree' });
    this.form.append(
      make('p', { class: 'lead' }), make('label', { class: 'field' }, t.name, name), make('label', { class: 'field' }, t.email, email),
      make('label', { class: 'field' }, t.message, text), make('div', { class: 'consent' }, agree, make('label', { for: 'form-agree' })),
      make('button', { class: 'act' }, t.send));
    this.form.addEventListener('submit', event => {
      event.preventDefault();
      const wrong: [HTMLElement, string] | undefined = !email.value.trim() || !email.checkValidity() ? [email, t.emailWrong]
        : !text.value.trim() ? [text, t.messageMissing] : !agree.checked ? [agree, t.agreeFirst] : undefined;
      for (const field of [email, text, agree]) field.setAttribute('aria-invalid', String(field === wrong?.[0]));
      if (wrong) {
        this.tell(wrong[1], true);
        wrong[0].focus();
        return;
      }
      this.hooks.form(name.value.trim(), email.value.trim(), text.value.trim());
    });
  }

  /** The form has arrived. */
  formSent(): void {
    this.form.replaceChildren(make('p', { role: 'status', tabindex: '-1' }, this.texts.formSent));
    this.form.querySelector('p')?.focus();
    this.tell('');
  }

  private makeMore(): void {
    const t = this.texts;
    const file = make('button', { type: 'button', class: 'act quiet' }, t.asFile);
    file.addEventListener('click', () => this.hooks.file());
    const email = make('input', { type: 'email', maxlength: '254', autocomplete: 'email', 'aria-label': t.email, placeholder: t.email });
    const mail = make('form', { class: 'mail', novalidate: '' }, email, make('button', { class: 'act quiet' }, t.byMail));
    mail.addEventListener('submit', event => {
      event.preventDefault();
      if (!email.value.trim() || !email.checkValidity()) {
        this.tell(t.emailWrong, true);
        email.focus();
      } else this.hooks.mail(email.value.trim());
    });
    this.more.append(file, mail, this.withdraw.element);
  }

  /** The consent is withdrawn: as before the first word, or for good where a link was used. */
  withdrawn(again: boolean): void {
    this.agree.checked = false;
    this.text.value = '';
    this.grow();
    this.typed(false);
    this.unread(0);
    this.showMore(false);
    this.tell(again ? `${this.texts.withdrawn} ${this.texts.beginAnew}` : this.texts.withdrawn);
    this.agree.focus();
  }

  private showMore(show: boolean): void {
    this.more.hidden = !show;
    this.moreButton.setAttribute('aria-expanded', String(show));
    const mail = this.more.querySelector<HTMLElement>('.mail');
    if (mail) mail.hidden = !this.look.mail;
    this.withdraw.ask(false);
    if (show) this.more.querySelector('button')?.focus();
  }
}
