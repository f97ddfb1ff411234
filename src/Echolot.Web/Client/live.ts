// <echo-live>: one stream of live facts for the whole page, handed out as DOM events on document:
//   echo:mentions { count, newest, monitors }   echo:notification { id, title, link, unread }   echo:source { id, state }
//   echo:alert { id, firingId }                   an alert fired, or somebody dealt with it
//   echo:worked { ids, count }                    mentions that somebody worked on
//   echo:conversations { ids, fresh }              conversations that changed
//   echo:typing { ids }                           conversations whose visitors are writing
//   echo:missed                                  something was lost: load again what has to be complete
// Pages listen to these; nobody else opens a connection.

interface Notice {
  id: string;
  title: string;
  link: string;
  unread: number;
}

/** A browser opens six connections to a host (HTTP/1.1), so a page that nobody sees gives its own back. */
const patience = 60_000;

class Live extends HTMLElement {
  private stream: EventSource | undefined;
  private last = '';
  private lost = false;
  private grace = 0;
  private hiding = 0;

  connectedCallback(): void {
    // What happened since the page was read comes with the first event.
    this.last = this.dataset.after ?? '';
    this.open();
    addEventListener('pagehide', () => this.close());
    addEventListener('pageshow', event => {
      if (event.persisted) this.open();
    });
    document.addEventListener('visibilitychange', () => {
      clearTimeout(this.hiding);
      if (document.hidden) this.hiding = window.setTimeout(() => this.close(), patience);
      else if (!this.stream) this.open();
    });
    document.addEventListener('echo:notification', event => this.tell((event as CustomEvent<Notice>).detail));
  }

  disconnectedCallback(): void {
    this.close();
  }

  private endGrace(): void {
    clearTimeout(this.grace);
    this.grace = 0;
  }

  private close(): void {
    this.endGrace();
    this.stream?.close();
    this.stream = undefined;
  }

  private open(): void {
    this.stream?.close();
    const address = new URL(this.getAttribute('src') ?? '/live', location.href);
    if (this.last) address.searchParams.set('after', this.last);
    const stream = new EventSource(address);
    this.stream = stream;
    stream.onopen = () => this.connected();
    stream.onerror = () => this.disconnected(stream);
    for (const name of ['mentions', 'worked', 'notification', 'source', 'alert', 'conversations', 'typing', 'beat']) {
      stream.addEventListener(name, event => this.hand(name, event as MessageEvent<string>));
    }
  }

  private hand(name: string, event: MessageEvent<string>): void {
    this.last = event.lastEventId;
    const detail = JSON.parse(event.data) as { missed?: boolean };
    if (name !== 'beat') document.dispatchEvent(new CustomEvent(`echo:${name}`, { detail }));
    else if (detail.missed) document.dispatchEvent(new CustomEvent('echo:missed'));
  }

  private connected(): void {
    this.endGrace();
    this.dataset.state = 'open';
    if (!this.lost) return;
    this.lost = false;
    delete document.documentElement.dataset.live;
    this.say(this.dataset.back ?? '');
    setTimeout(() => this.replaceChildren(), 2500);
  }

  /** The browser tries again by itself unless the server refused; people hear of it only when it lasts. */
  private disconnected(stream: EventSource): void {
    this.dataset.state = 'lost';
    // Every try of the browser (each three seconds) fails here again: the time runs from the first one on.
    this.grace ||= window.setTimeout(() => {
      this.lost = true;
      document.documentElement.dataset.live = 'lost';
      this.say(this.dataset.lost ?? '');
    }, 4000);
    if (stream.readyState === EventSource.CLOSED) {
      setTimeout(() => {
        if (this.stream === stream) this.open();
      }, 5000);
    }
  }

  private say(text: string): void {
    const state = document.createElement('div');
    state.className = 'live-state';
    state.setAttribute('role', 'status');
    state.textContent = text;
    this.replaceChildren(state);
  }

  private tell(note: Notice): void {
    for (const badge of document.querySelectorAll<HTMLElement>('[data-unread]')) {
      badge.hidden = note.unread === 0;
      const number = badge.querySelector('[data-unread-number]');
      if (number) number.textContent = note.unread.toLocaleString(document.documentElement.lang);
    }
    for (const dot of document.querySelectorAll<HTMLElement>('[data-unread-dot]')) dot.hidden = note.unread === 0;
    if (note.title) {
      document.dispatchEvent(new CustomEvent('echo:toast', { detail: { text: note.title, href: note.link, tone: 'accent' } }));
    }
  }
}

customElements.define('echo-live', Live);

export {};
