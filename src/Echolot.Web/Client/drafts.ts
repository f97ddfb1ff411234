// What somebody writes is kept on the server while they write.
import './composing';
import { send } from './work';

const pause = 1000;
/** Also whoever never pauses has it kept within two seconds. */
const longest = 1500;
/** What could not be kept is tried again so often. */
const again = 5000;

/** Keeps after a pause, and at the latest so long after the first letter; one request after the other, so that the newest words are the last. */
export class Drafts {
  private timer = 0;
  private first = 0;
  private retry = 0;
  private busy = false;
  private readonly waiting = new Map<HTMLFormElement, Record<string, string>>();
  private readonly gone = new WeakSet<HTMLFormElement>();

  constructor(
    private readonly form: () => HTMLFormElement | null, private readonly told: (form: HTMLFormElement, kept: boolean) => void) {}

  /** Somebody writes; also where a page came back on which something was sent. */
  soon(): void {
    const form = this.form();
    if (form) this.gone.delete(form);
    this.first ||= Date.now();
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.now(), Math.max(0, Math.min(pause, this.first + longest - Date.now())));
  }

  /** What has not been kept yet goes before something else takes the place of the form. */
  flush(): void {
    if (this.first) this.now();
  }

  now(): void {
    this.take();
    if (!this.busy && this.waiting.size > 0) void this.run();
  }

  /** The page is left: whatever waits goes at once, beside what is under way. */
  leave(): void {
    if (this.first) this.take();
    for (const [form, fields] of this.waiting) void this.keep(form, fields);
    this.waiting.clear();
  }

  private take(): void {
    clearTimeout(this.timer);
    this.first = 0;
    const form = this.form();
    if (!form || this.gone.has(form)) return;
    this.waiting.set(form, Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value)])));
  }

  /** It has been sent, and is a draft no more; what is under way may come to the server behind it. */
  end(form: HTMLFormElement): void {
    clearTimeout(this.timer);
    this.first = 0;
    this.waiting.delete(form);
    this.gone.add(form);
  }

  private async run(): Promise<void> {
    this.busy = true;
    clearTimeout(this.retry);
    for (let next = this.waiting.entries().next(); !next.done; next = this.waiting.entries().next()) {
      const [form, fields] = next.value;
      this.waiting.delete(form);
      const status = await this.keep(form, fields);
      this.told(form, status >= 200 && status < 300);
      // Nobody there, or not able to: tried again, with the newest words.
      if ((status === 0 || status === 429 || status >= 500) && !this.gone.has(form)) {
        if (!this.waiting.has(form)) this.waiting.set(form, fields);
        this.retry = window.setTimeout(() => {
          if (!this.busy) void this.run();
        }, again);
        break;
      }
    }
    this.busy = false;
  }

  /** Status of the answer; 0: there was none. */
  private async keep(form: HTMLFormElement, fields: Record<string, string>): Promise<number> {
    try {
      let answer = await send(form.dataset.draft ?? '', { ...fields, since: form.dataset.since ?? fields.seen ?? '' }, true);
      // Something of one's own went out in another window: what is written here is newer. Where it went out from here these are the
      // words that were sent.
      if (answer.status === 409 && !this.gone.has(form)) {
        form.dataset.since = ((await answer.json()) as { revision: string }).revision;
        answer = await send(form.dataset.draft ?? '', { ...fields, since: form.dataset.since }, true);
      }
      return answer.status;
    } catch {
      return 0;
    }
  }
}
