// <echo-live>: one stream of live facts for the whole page, handed out as DOM events on document:
//   echo:mentions { count, newest, monitors }   echo:notification { id, title, link, unread }   echo:source { id, state }
// Pages listen to these; nobody else opens a connection.

interface Notice {
  id: string;
  title: string;
  link: string;
  unread: number;
}

class Live extends HTMLElement {
  private stream: EventSource | undefined;
  private lost = false;
  private grace = 0;

  connectedCallback(): void {
    this.open();
    addEventListener('pagehide', () => this.stream?.close());
    addEventListener('pageshow', event => {
      if (event.persisted) this.open();
    });
    document.addEventListener('echo:notification', event => this.tell((event as CustomEvent<Notice>).detail));
  }

  disconnectedCallback(): void {
    this.stream?.close();
  }

  private open(): void {
    this.stream?.close();
    const stream = new EventSource(this.getAttribute('src') ?? '/live');
    this.stream = stream;
    stream.onopen = () => this.connected();
    stream.onerror = () => this.disconnected(stream);
    for (const name of ['mentions', 'notification', 'source']) {
      stream.addEventListener(name, event => {
        document.dispatchEvent(new CustomEvent(`echo:${name}`, { detail: JSON.parse((event as MessageEvent<string>).data) as unknown }));
      });
    }
  }

  private connected(): void {
    clearTimeout(this.grace);
    if (!this.lost) return;
    this.lost = false;
    this.say(this.dataset.back ?? '');
    document.dispatchEvent(new CustomEvent('echo:reconnected'));
    setTimeout(() => this.replaceChildren(), 2500);
  }

  /** The browser tries again by itself unless the server refused; people hear of it only when it lasts. */
  private disconnected(stream: EventSource): void {
    clearTimeout(this.grace);
    this.grace = window.setTimeout(() => {
      this.lost = true;
      this.say(this.dataset.lost ?? '');
    }, 4000);
    if (stream.readyState === EventSource.CLOSED) setTimeout(() => this.open(), 5000);
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
