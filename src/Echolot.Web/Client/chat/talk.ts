// The line to the server: what is written waits here until it is stored there, and what is answered comes by one stream.
import type { Line, Look, Pending } from './view';

export interface Heard {
  lines(lines: Line[]): void;
  pending(pending: Pending[]): void;
  typing(): void;
  state(state: 'on' | 'lost' | 'over'): void;
  trouble(why: string): void;
}

/** Pauses between attempts, in milliseconds; the last one stays. */
const pauses = [1000, 2000, 5000, 10_000, 15_000];

/** A page that nobody sees gives its connection back: a browser opens six to a host, and shops have many pages open. */
const hiddenFor = 30_000;

/** A stream that says nothing for so long is dead; the server says something every 15 seconds. */
const silence = 40_000;

const pause = (attempt: number): Promise<void> =>
  new Promise(done => setTimeout(done, pauses[Math.min(attempt, pauses.length - 1)]));

interface Kept {
  token?: string;
  wording?: string;
  pending?: { id: string; text: string }[];
  read?: string;
}

export class Talk {
  private kept: Kept = {};
  private pending: Pending[] = [];
  private sending = false;
  private stop: AbortController | undefined;
  private hiding = 0;
  private typedAt = 0;

  constructor(
    private readonly base: string, private readonly language: string, private readonly place: string,
    private readonly join: string | undefined, private readonly heard: Heard,
  ) {
    try {
      this.kept = JSON.parse(localStorage.getItem(place) ?? '{}') as Kept;
    } catch {
      // Without storage a conversation lasts as long as the page.
      this.kept = {};
    }
    this.pending = (this.kept.pending ?? []).map(p => ({ ...p, state: 'waiting' as const }));
    document.addEventListener('visibilitychange', () => {
      clearTimeout(this.hiding);
      if (document.hidden) this.hiding = window.setTimeout(() => this.close(), hiddenFor);
      else if (this.has && !this.stop) this.open();
    });
    addEventListener('pagehide', () => this.close());
    addEventListener('pageshow', event => {
      if (event.persisted && this.has) this.open();
    });
  }

  get has(): boolean {
    return this.kept.token !== undefined;
  }

  /** Time of the newest answer that was seen. */
  get read(): string {
    return this.kept.read ?? '';
  }

  set read(at: string) {
    this.kept.read = at;
    this.keep();
  }

  private keep(): void {
    this.kept.pending = this.pending.filter(p => p.state !== 'failed').map(({ id, text }) => ({ id, text }));
    try {
      localStorage.setItem(this.place, JSON.stringify(this.kept));
    } catch {
      return;
    }
  }

  private ask(path: string, body?: unknown, signal?: AbortSignal, method = body === undefined ? 'GET' : 'POST'): Promise<Response> {
    const headers: Record<string, string> = {};
    if (this.kept.token) headers['X-Echolot-Chat'] = this.kept.token;
    if (body !== undefined) headers['Content-Type'] = 'application/json';
    return fetch(this.base + path, {
      method, headers, credentials: 'omit', cache: 'no-store', referrerPolicy: 'no-referrer',
      ...(body === undefined ? {} : { body: JSON.stringify(body) }), ...(signal ? { signal } : {}),
    });
  }

  async look(): Promise<Look | undefined> {
    const answer = await this.ask(`?lang=${this.language}`);
    return answer.ok ? ((await answer.json()) as Look) : undefined;
  }

  private async why(answer: Response): Promise<string> {
    try {
      return ((await answer.json()) as { problem?: string }).problem ?? 'wrong';
    } catch {
      return answer.status === 429 ? 'too_many' : 'wrong';
    }
  }

  private over(): void {
    delete this.kept.token;
    this.keep();
    this.close();
    this.heard.state('over');
  }

  /** Goes on with a conversation that was begun before. */
  resume(): void {
    if (!this.has) return;
    this.heard.pending(this.pending);
    this.open();
    void this.work();
  }

  /** Puts a text on its way; the id stays the same in every attempt, so that it is there once. */
  write(text: string, wording: string): void {
    this.pending.push({ id: crypto.randomUUID(), text, state: 'sending' });
    this.kept.wording = wording;
    this.keep();
    this.heard.pending(this.pending);
    void this.work();
  }

  private async work(): Promise<void> {
    if (this.sending) return;
    this.sending = true;
    for (let attempt = 0; ; ) {
      const next = this.pending.find(p => p.state !== 'failed');
      if (!next) break;
      try {
        if (!this.has && !(await this.begin(next))) continue;
        const answer = await this.ask('/messages', { id: next.id, text: next.text });
        if (answer.ok) {
          this.pending = this.pending.filter(p => p !== next);
          this.done.push(next);
          attempt = 0;
          this.told();
          if (!this.stop) this.open();
        } else if (answer.status === 401) {
          this.over();
          this.fail(next, 'over');
        } else if (answer.status === 429 || answer.status >= 500) {
          if (answer.status === 429) this.heard.trouble('too_many');
          throw new Error(String(answer.status));
        } else this.fail(next, await this.why(answer));
      } catch {
        next.state = 'waiting';
        this.told();
        await pause(attempt++);
      }
    }
    this.sending = false;
  }

  /** Sent and not yet among what the stream brings. */
  private done: Pending[] = [];

  private told(): void {
    this.keep();
    this.heard.pending([...this.done, ...this.pending]);
  }

  private fail(pending: Pending, why: string): void {
    pending.state = 'failed';
    this.told();
    this.heard.trouble(why);
  }

  private async begin(next: Pending): Promise<boolean> {
    const answer = await this.ask(this.join ? '/join' : '/visitors', {
      wording: this.kept.wording ?? '', language: this.language, ...(this.join ? { secret: this.join } : {}),
    });
    if (answer.ok) {
      this.kept.token = ((await answer.json()) as { token: string }).token;
      this.keep();
      return true;
    }
    if (answer.status === 429 || answer.status >= 500) {
      if (answer.status === 429) this.heard.trouble('too_many');
      throw new Error(String(answer.status));
    }
    this.fail(next, await this.why(answer));
    return false;
  }

  typed(): void {
    if (!this.has || Date.now() - this.typedAt < 4000) return;
    this.typedAt = Date.now();
    void this.ask('/typing', {}).catch(() => undefined);
  }

  async form(name: string, email: string, text: string, wording: string): Promise<string | undefined> {
    this.formId ??= crypto.randomUUID();
    try {
      const answer = await this.ask('/form', { id: this.formId, name, email, text, wording, language: this.language });
      return answer.ok ? undefined : await this.why(answer);
    } catch {
      return 'wrong';
    }
  }

  private formId: string | undefined;

  async mail(email: string): Promise<string | undefined> {
    try {
      const answer = await this.ask('/transcript', { email });
      return answer.ok ? undefined : await this.why(answer);
    } catch {
      return 'wrong';
    }
  }

  async transcript(): Promise<Blob | undefined> {
    try {
      const answer = await this.ask('/transcript');
      return answer.ok ? await answer.blob() : undefined;
    } catch {
      return undefined;
    }
  }

  /** Takes the consent back; nothing of the conversation stays in this browser. Says what went wrong. */
  async withdraw(): Promise<string | undefined> {
    try {
      const answer = await this.ask('/visitors', undefined, undefined, 'DELETE');
      // Over already: there is nobody left whose consent it would be.
      if (!answer.ok && answer.status !== 401) return await this.why(answer);
    } catch {
      return 'wrong';
    }
    this.close();
    [this.kept, this.pending, this.done] = [{}, [], []];
    try {
      localStorage.removeItem(this.place);
    } catch {
      // Without storage there is nothing to take away.
    }
    return undefined;
  }

  private close(): void {
    this.stop?.abort();
    this.stop = undefined;
  }

  private open(): void {
    this.close();
    const stop = new AbortController();
    this.stop = stop;
    void this.listen(stop);
  }

  private async listen(stop: AbortController): Promise<void> {
    for (let attempt = 0; !stop.signal.aborted; ) {
      let watch = 0;
      const once = new AbortController();
      const end = (): void => once.abort();
      stop.signal.addEventListener('abort', end);
      const alive = (): void => {
        clearTimeout(watch);
        watch = window.setTimeout(end, silence);
      };
      try {
        alive();
        const answer = await this.ask('/stream', undefined, once.signal);
        if (answer.status === 401) {
          this.over();
          return;
        }
        if (!answer.ok || !answer.body) throw new Error(String(answer.status));
        attempt = 0;
        this.heard.state('on');
        const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
        let rest = '';
        for (;;) {
          const { value, done } = await reader.read();
          if (done) break;
          alive();
          const parts = (rest + value).split('\n\n');
          rest = parts.pop() ?? '';
          for (const part of parts) this.hear(part);
        }
      } catch {
        if (stop.signal.aborted) return;
      } finally {
        clearTimeout(watch);
        stop.signal.removeEventListener('abort', end);
      }
      if (stop.signal.aborted) return;
      if (attempt > 0) this.heard.state('lost');
      await pause(attempt++);
    }
  }

  private hear(event: string): void {
    let [name, data] = ['', ''];
    for (const line of event.split('\n')) {
      if (line.startsWith('event:')) name = line.slice(6).trim();
      else if (line.startsWith('data:')) data += line.slice(5).trim();
    }
    if (name === 'typing') this.heard.typing();
    if (name !== 'lines') return;
    const { lines } = JSON.parse(data) as { lines: Line[] };
    for (const line of lines)
      for (const file of line.files ?? []) file.href = `${this.base}/files/${encodeURIComponent(file.key)}`;
    const known = new Set(lines.map(line => line.id));
    this.done = this.done.filter(p => !known.has(p.id));
    // Stored, though the answer that said so was lost.
    this.pending = this.pending.filter(p => !known.has(p.id));
    this.heard.lines(lines);
    this.told();
  }
}
