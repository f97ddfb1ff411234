// <echo-inbox>: the list follows what happens, the open conversation shows what was said meanwhile without touching what
// somebody writes. Keys: j k Enter r n, Ctrl+Enter sends, with Shift on to the next. Drafts are kept on the server while one writes.
import { attachFrom, handFilesOver } from './attach';
import { showUndos, showWindows } from './countdowns';
import './density';
import './deskkeys';
import { Drafts } from './drafts';
import './many';
import './onlookers';
import htmx from './htmx';
import { meant, resting } from './keys';
import { lengthOf } from './lengths';
import { firstOfNewest, partToRenew, putEarlier, toNamed } from './parts';
import { inTurn } from './turns';
import { type Counts, showTabs, showViews, viewsOpen, whenViewsClose, withViews } from './views';
import { send } from './work';

/** Colleagues hear that somebody is here this often, and at once when writing begins. */
const beat = 8000;
/** With many colleagues at work the list is asked for at most this often. */
const listPause = 1000;
/** What stands around the list, such as what there is to approve, is asked for with it this often. */
const wholePause = 20_000;

class Inbox extends HTMLElement {
  private listAt = 0;
  // The page has just come with the whole of it; not all pages of an office ask at the same moment.
  private wholeAt = Date.now() - Math.random() * wholePause;
  private listTimer = 0;
  private beatTimer = 0;
  private wrote = 0;
  private shown = '';
  private visitorTimer = 0;
  private sendTimer = 0;
  private readonly drafts = new Drafts(() => this.text && this.form, (form, kept) => {
    if (form !== this.form) return;
    const state = this.querySelector<HTMLElement>('[data-state]');
    if (!state) return;
    state.textContent = this.text?.value === '' && kept ? '' : (kept ? form.dataset.saved : form.dataset.notSaved) ?? '';
    state.classList.toggle('bad', !kept);
  });

  private get conversation(): HTMLElement | null {
    return this.querySelector<HTMLElement>('#conversation[data-of]');
  }

  private get form(): HTMLFormElement | null {
    return this.querySelector<HTMLFormElement>('[data-say]');
  }

  private get text(): HTMLTextAreaElement | null {
    return this.querySelector<HTMLTextAreaElement>('[data-text]');
  }

  connectedCallback(): void {
    document.addEventListener('echo:conversations', this.changed);
    document.addEventListener('echo:missed', this.missed);
    document.addEventListener('echo:typing', this.visitorWrites);
    document.addEventListener('keydown', this.key);
    addEventListener('pagehide', this.leaving);
    addEventListener('hashchange', this.named);
    this.addEventListener('input', this.input);
    this.addEventListener('change', this.modeChanged);
    this.addEventListener('click', this.clicked);
    this.addEventListener('submit', this.sent);
    this.addEventListener('focusout', this.left);
    whenViewsClose(this, () => this.wholeAt === 0 && this.askList());
    document.addEventListener('htmx:after:swap', this.swapped);
    this.beatTimer = window.setInterval(() => {
      void this.here();
      this.tick();
    }, beat);
    this.ready();
  }

  disconnectedCallback(): void {
    document.removeEventListener('echo:conversations', this.changed);
    document.removeEventListener('echo:missed', this.missed);
    document.removeEventListener('echo:typing', this.visitorWrites);
    document.removeEventListener('keydown', this.key);
    document.removeEventListener('htmx:after:swap', this.swapped);
    clearInterval(this.beatTimer);
    clearTimeout(this.listTimer);
    this.drafts.flush();
    removeEventListener('pagehide', this.leaving);
    removeEventListener('hashchange', this.named);
    clearTimeout(this.sendTimer);
  }

  private leaving = (): void => this.drafts.leave();
  private named = (): void => void toNamed(this.conversation, true);

  /** A conversation has just been put in place. */
  private ready(): void {
    const id = this.conversation?.dataset.of;
    this.shown = this.state;
    this.classList.toggle('reading', id !== undefined);
    for (const row of this.querySelectorAll<HTMLElement>('[data-talk]')) row.classList.toggle('here', row.dataset.talk === id);
    if (!toNamed(this.conversation)) this.scrollDown();
    this.grow();
    this.count();
    this.tick();
    void this.here();
  }

  private swapped = (): void => {
    if (this.state !== this.shown) this.ready();
  };

  private get state(): string {
    return `${this.conversation?.dataset.of ?? ''} ${this.conversation?.dataset.revision ?? ''}`;
  }

  private scrollDown(): void {
    const line = this.querySelector<HTMLElement>('[data-timeline]');
    if (line) line.scrollTop = line.scrollHeight;
  }

  private changed = (event: Event): void => {
    const { ids = [] } = (event as CustomEvent<{ ids?: string[] }>).detail;
    this.askList();
    const open = this.conversation?.dataset.of;
    if (open && ids.includes(open)) void this.renew();
  };

  /** The visitor of the open chat is writing; believed for a few seconds. */
  private visitorWrites = (event: Event): void => {
    const { ids = [] } = (event as CustomEvent<{ ids?: string[] }>).detail;
    const place = this.querySelector<HTMLElement>('[data-visitor]');
    if (!place || !ids.includes(this.conversation?.dataset.of ?? '')) return;
    place.hidden = false;
    clearTimeout(this.visitorTimer);
    this.visitorTimer = window.setTimeout(() => (place.hidden = true), 8000);
  };

  private missed = (): void => {
    this.askList();
    if (this.conversation) void this.renew();
  };

  private askList(): void {
    if (this.listTimer) return;
    const wait = Math.max(0, this.listAt + listPause - Date.now());
    this.listTimer = window.setTimeout(() => {
      this.listTimer = 0;
      void this.renewList();
    }, wait);
  }

  private readonly renewList = inTurn(async () => {
    this.listAt = Date.now();
    const list = this.querySelector<HTMLElement>('#inbox-list');
    if (!list || this.stays(list)) return;
    // A menu that is open stays open: the whole of the list would take it away.
    if (viewsOpen() || this.listAt - this.wholeAt < wholePause && list.querySelector('[data-talk]')) await this.follow(list);
    else await this.whole(list);
  });

  /** Whoever types a search keeps the field; whoever has scrolled keeps the place; what is being pressed stays until it is. */
  private stays(list: HTMLElement): boolean {
    if (list.matches(':active')) {
      this.askList();
      return true;
    }
    return list.contains(document.activeElement) && document.activeElement instanceof HTMLInputElement
      || list.scrollTop > 200 || list.querySelector('dialog[open]') !== null;
  }

  private async whole(list: HTMLElement): Promise<void> {
    this.wholeAt = this.listAt;
    const asked = location.search;
    const answer = await fetch(this.listAddress(), { headers: { 'HX-Request': 'true', 'HX-Target': 'inbox-list' } });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById('inbox-list');
    if (!fresh || asked !== location.search) return;
    if (viewsOpen() || this.stays(list)) {
      this.wholeAt = 0;
      return;
    }
    list.replaceChildren(...fresh.childNodes);
    htmx.process(list);
    this.mark(list);
    this.tick();
  }

  /** Rows and counts alone, which colleagues who see the same share. */
  private async follow(list: HTMLElement): Promise<void> {
    const asked = location.search;
    const answer = await fetch(withViews(`${this.dataset.follow ?? ''}${asked}`));
    if (!answer.ok) return;
    const { rows, counts, views } = (await answer.json()) as { rows: string; counts: Counts | null; views: Counts | null };
    const talks = list.querySelector('#talks');
    if (!talks || asked !== location.search) return;
    showViews(views);
    // A list that is or was empty says something of its own, which stands in the whole of it.
    if (!rows.includes('data-talk') || !talks.querySelector('[data-talk]')) {
      this.wholeAt = 0;
      if (!viewsOpen()) this.askList();
      return;
    }
    if (this.stays(list)) return;
    const fresh = document.createElement('template');
    fresh.innerHTML = rows;
    talks.replaceChildren(fresh.content);
    htmx.process(talks);
    this.mark(talks);
    showTabs(list, counts);
  }

  /** The row of the open conversation. */
  private mark(rows: Element): void {
    const open = this.conversation?.dataset.of;
    if (open) rows.querySelector(`[data-talk="${CSS.escape(open)}"]`)?.classList.add('here');
  }

  private listAddress(): string {
    return `${this.dataset.list?.split('?')[0] ?? '/inbox'}${location.search}`;
  }

  /** What was said and how the clocks stand, around the composer. */
  private readonly renew = inTurn(async () => {
    const shown = this.conversation;
    if (!shown) return;
    const answer = await fetch(`/inbox/${shown.dataset.of ?? ''}${firstOfNewest(shown)}`, { headers: { 'HX-Request': 'true', 'HX-Target': 'conversation' } });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById('conversation');
    if (!fresh?.dataset.of || fresh.dataset.of !== this.conversation?.dataset.of) return;
    const line = shown.querySelector<HTMLElement>('[data-timeline]');
    const atEnd = line ? line.scrollHeight - line.scrollTop - line.clientHeight < 80 : true;
    for (const part of ['.talk-title', '.talk-side', partToRenew(shown, fresh), '.talk-actions']) {
      const [old, now] = [shown.querySelector<HTMLElement>(part), fresh.querySelector<HTMLElement>(part)];
      if (!old || !now || old.contains(document.activeElement) || old.querySelector(':popover-open')) continue;
      if (old.matches(':active')) {
        window.setTimeout(() => void this.renew(), 500);
        continue;
      }
      old.replaceChildren(...now.childNodes);
      htmx.process(old);
    }
    // The hidden revision stays what the writer has seen: the server then asks to look again.
    if ((this.text?.value ?? '') === '') {
      const seen = this.form?.querySelector<HTMLInputElement>('[name="seen"]');
      if (seen) seen.value = fresh.dataset.revision ?? seen.value;
    }
    shown.dataset.revision = fresh.dataset.revision ?? '';
    this.shown = this.state;
    if (atEnd) this.scrollDown();
    this.tick();
  });

  private input = (event: Event): void => {
    if (!(event.target as Element).matches('[data-text], [data-shared]')) return;
    this.grow();
    this.count();
    if (Date.now() - this.wrote > 4000) void this.here(true);
    this.wrote = Date.now();
    this.drafts.soon();
  };

  private left = (event: FocusEvent): void => {
    if ((event.target as Element).matches('[data-text]')) this.drafts.flush();
  };

  private sent = (event: Event): void => {
    const form = this.form;
    if (form && (event.target === form || (event.target as Element).closest('#hand-over'))) this.drafts.end(form);
  };

  private modeChanged = (event: Event): void => {
    const mode = event.target as HTMLInputElement;
    if (mode.name !== 'mode') {
      if (mode.matches('[data-shared]')) this.drafts.now();
      return;
    }
    const composer = mode.closest<HTMLElement>('[data-composer]');
    if (composer) composer.className = `composer as-${mode.value.toLowerCase()}`;
    if (this.text) this.text.placeholder = mode.dataset.hint ?? '';
    this.count();
    this.drafts.now();
  };

  private get mode(): HTMLInputElement | null {
    return this.form?.querySelector<HTMLInputElement>('[name="mode"]:checked') ?? null;
  }

  private count(): void {
    const [place, most] = [this.querySelector<HTMLElement>('[data-count]'), Number(this.mode?.dataset.most ?? 0)];
    if (!place) return;
    const length = lengthOf(this.text?.value.trim() ?? '', this.mode?.dataset ?? {});
    place.textContent = most > 0 ? `${length.toLocaleString(document.documentElement.lang)} / ${most.toLocaleString(document.documentElement.lang)}` : '';
    place.classList.toggle('over', most > 0 && length > most);
  }

  private grow(): void {
    const text = this.text;
    if (!text) return;
    text.style.height = 'auto';
    text.style.height = `${Math.min(text.scrollHeight + 2, 320)}px`;
  }

  private async here(writing = Date.now() - this.wrote < beat && this.wrote > 0): Promise<void> {
    const [form, place] = [this.form, this.querySelector<HTMLElement>('[data-presence]')];
    if (!form || !place || document.hidden) return;
    try {
      const answer = await send(form.dataset.presenceAt ?? '', { writing: writing ? '1' : '0', mode: this.mode?.value ?? '' });
      if (!answer.ok) return;
      const others = (await answer.json()) as { name: string; writing: boolean }[];
      place.textContent = others
        .map(other => ((other.writing ? place.dataset.writing : place.dataset.here) ?? '').replace('{0}', other.name))
        .join(' · ');
    } catch {
      place.textContent = '';
    }
  }

  /** Seconds that are left to take a reply back, and how long the network still takes one. */
  private tick = (): void => {
    showWindows(this);
    if (showUndos(this)) setTimeout(this.tick, 500);
    // What leaves at once may be out before the page listens.
    clearTimeout(this.sendTimer);
    const leaving = [...this.querySelectorAll<HTMLElement>('.said-send:is(.queued, .sending)')]
      .some(send => Number(send.querySelector<HTMLElement>('[data-undo]')?.dataset.undo ?? 0) <= Date.now());
    if (leaving) this.sendTimer = window.setTimeout(() => void this.renew(), 1500);
  };

  private clicked = (event: Event): void => {
    if (putEarlier(event, this)) return;
    const insert = (event.target as Element).closest<HTMLElement>('[data-insert]');
    if (insert && this.text) {
      const [mine, theirs] = [this.text.value.trimEnd(), insert.dataset.insert ?? ''];
      this.text.value = mine === '' ? theirs : `${mine}\n\n${theirs}`;
      this.text.dispatchEvent(new Event('input', { bubbles: true }));
      this.text.focus();
      if (insert.dataset.draftOf) attachFrom('draft-of', insert.dataset.draftOf);
      return;
    }
    // What was written is meant for the private half.
    if ((event.target as Element).closest('[data-hand-over]') && this.text) {
      const words = this.querySelector<HTMLTextAreaElement>('#hand-over [name="private"]');
      if (words && !words.value) words.value = this.text.value;
      handFilesOver();
    }
    const answered = (event.target as Element).closest<HTMLElement>('[data-answer-to]');
    if (answered) this.answer(answered);
    if ((event.target as Element).closest('[data-answer-newest]')) this.answer(null);
    if ((event.target as Element).closest('[data-side]')) this.conversation?.classList.toggle('with-side');
    const row = (event.target as Element).closest<HTMLElement>('[data-talk]');
    if (row && !(event.target as Element).closest('a, input')) row.querySelector('a')?.click();
  };

  /** Chooses which of the customer's words are answered; null: the newest. */
  private answer(button: HTMLElement | null): void {
    const [to, line] = [this.form?.querySelector<HTMLInputElement>('[data-to]'), this.form?.querySelector<HTMLElement>('[data-answering]')];
    if (!to || !line) return;
    to.value = button?.dataset.answerTo ?? '';
    line.hidden = !button;
    const words = button?.closest('.said')?.querySelector('.said-text')?.textContent ?? '';
    const place = line.querySelector('span');
    if (place) place.textContent = (line.dataset.answering ?? '').replace('{0}', words.length > 90 ? `${words.slice(0, 90)}…` : words);
    const leg = this.form?.querySelector<HTMLInputElement>(`[name="mode"][value="${CSS.escape(button?.dataset.leg ?? '')}"]`);
    if (leg && !leg.checked) leg.click();
    this.text?.focus();
  }

  private key = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && event.target === this.text) {
      event.preventDefault();
      const onward = event.shiftKey && this.mode?.value !== 'Note';
      this.form?.requestSubmit(this.form.querySelector<HTMLButtonElement>(onward ? '[name="onward"]' : 'button.primary'));
      return;
    }
    if (resting(event)) return;
    if (document.querySelector('dialog[open]')) return;
    const rows = [...this.querySelectorAll<HTMLElement>('[data-talk]')];
    const at = rows.findIndex(row => row.classList.contains('here'));
    const key = meant(event);
    if (key === 'j' || key === 'k') {
      const row = rows[Math.min(rows.length - 1, Math.max(0, at + (key === 'j' ? 1 : -1)))];
      row?.scrollIntoView({ block: 'nearest' });
      row?.querySelector('a')?.click();
    } else if (key === 'r' || key === 'n') {
      const note = this.form?.querySelector<HTMLInputElement>('[name="mode"][value="Note"]');
      const reply = this.form?.querySelector<HTMLInputElement>('[name="mode"]:not([value="Note"])');
      const wanted = key === 'n' ? note : this.mode?.value === 'Note' ? reply : this.mode;
      if (wanted && !wanted.checked) wanted.click();
      this.text?.focus();
    } else return;
    event.preventDefault();
  };
}

customElements.define('echo-inbox', Inbox);
