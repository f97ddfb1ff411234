// <echo-query>: the editor of a query around its text area, which stays the field that the form sends. Loaded on the page
// of a monitor only. It lives in a shadow tree, where styles come as constructed sheets: the page allows no others.
import { acceptCompletion, autocompletion, completionKeymap, startCompletion } from '@codemirror/autocomplete';
import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, isolateHistory } from '@codemirror/commands';
import { bracketMatching } from '@codemirror/language';
import { forceLinting, lintKeymap, linter } from '@codemirror/lint';
import type { Diagnostic } from '@codemirror/lint';
import { EditorState } from '@codemirror/state';
import { EditorView, drawSelection, keymap } from '@codemirror/view';
import { queryWords } from './query-words';
import './sample';

interface Change { from: number; to: number; text: string }
interface Problem { from: number; to: number; severity: 'error' | 'warning'; text: string; fix: Change | null }
interface Lists { all: string[]; any: string[]; none: string[] }
interface Checked { problems: Problem[]; lists: Lists | null }
/** What stands in the query, what it is called, and what it is found by beside its text. */
interface Value { text: string; detail: string | null; words: string | null }
/** A field that nothing is known of has no values but a note that says so. */
/** Of a field with `more`, the server knows values beyond these. */
interface Field { name: string; detail: string; note: string | null; more: boolean; values: Value[] }
interface Vocabulary { operators: string[]; fields: Field[] }

const look = EditorView.theme({
  '&': { fontSize: '12.8px', color: 'var(--text)' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: "ui-monospace, 'SF Mono', 'Cascadia Mono', Menlo, monospace", lineHeight: '1.6' },
  '.cm-content': { padding: '9px 2px', minHeight: '118px', caretColor: 'var(--text)' },
  '.cm-line': { padding: '0 10px' },
  '.cm-cursor': { borderLeftColor: 'var(--text)' },
  '.cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground': { background: 'var(--accent-soft)' },
  '&.cm-focused .cm-matchingBracket': { background: 'var(--accent-soft)', outline: '1px solid var(--accent)' },
  '&.cm-focused .cm-nonmatchingBracket': { background: 'var(--bad-soft)', outline: '1px solid var(--bad)' },
  '.cm-tooltip': { background: 'var(--surface)', border: '1px solid var(--line)', borderRadius: '9px', boxShadow: 'var(--shadow-2)', overflow: 'hidden' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: 'inherit', maxHeight: '15em' },
  '.cm-tooltip-autocomplete ul li[aria-selected]': { background: 'var(--accent-soft)', color: 'var(--text)' },
  '.cm-completionDetail': { color: 'var(--text-3)', fontStyle: 'normal', marginLeft: '1em' },
  // A note is read to its end.
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '5px 10px', whiteSpace: 'normal', maxWidth: '60ch' },
  '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: '640' },
  '.cm-diagnostic': { padding: '8px 12px', borderLeft: '0', maxWidth: '46ch', fontFamily: "'Inter Variable', sans-serif", fontSize: '12.5px', lineHeight: '1.45' },
  '.cm-diagnosticAction': { background: 'var(--accent)', color: 'var(--accent-ink)', borderRadius: '6px', padding: '3px 9px', margin: '6px 0 0', display: 'block', cursor: 'pointer' },
  '.cm-lintRange-error': { backgroundImage: 'none', textDecoration: 'underline wavy var(--bad)', textUnderlineOffset: '3px' },
  '.cm-lintRange-warning': { backgroundImage: 'none', textDecoration: 'underline wavy var(--warning)', textUnderlineOffset: '3px' },
});

/**
 * What is typed. Left to the browser, it would carry the looks of the text before it over as inline styles, which the page
 * refuses. Compositions, and what a phone puts in place of a word, are the browser's: there it knows better.
 */
const typed = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const { from, to } = view.state.selection.main;
    if (event.inputType !== 'insertText' || event.isComposing || !event.data || view.state.readOnly) return false;
    event.preventDefault();
    view.dispatch({
      changes: { from, to, insert: event.data }, selection: { anchor: from + event.data.length }, userEvent: 'input.type',
      scrollIntoView: true,
    });
    return true;
  },
});

/** The page's token lets nobody else's page send forms. */
const post = async <T>(address: string, values: Record<string, string>): Promise<T> => {
  const token = document.querySelector<HTMLMetaElement>('meta[name="echo-token"]')?.content ?? '';
  const answer = await fetch(address, {
    method: 'POST', body: new URLSearchParams(values), headers: { 'X-Echolot-Token': token, Accept: 'application/json' },
  });
  if (!answer.ok) throw new Error(`${address} answered ${answer.status}`);
  return await answer.json() as T;
};

const unlike = 4;

/** A value with signs of the language inside is put in quotation marks. */
const options = (values: Value[]): Completion[] => values.map(({ text, detail }) => (
  { label: text, ...(detail ? { detail } : {}), apply: /^[\w.-]+$/u.test(text) ? text : `"${text}"` }));

/** How well a value with names fits what is typed: its code, the beginning of a name, or something inside of one. */
const rankOf = ({ text, words }: Value, typed: string): number => {
  const names = ` ${words ?? ''}`.toLowerCase();
  if (text === typed) return 0;
  if (text.startsWith(typed)) return 1;
  if (names.includes(` ${typed}`)) return 2;
  return names.includes(typed) ? 3 : unlike;
};

/** A field with the value behind it, or the last of those in brackets, as far as it is typed: a word, or words behind a quotation mark. */
const valueTyped = /[a-z][a-z_.]*:(?:\((?:"[^"]*"|[^()"])*?)?("[^"]*|@?[\p{L}\p{N}_.:-]*)$/iu;

class QueryEditor extends HTMLElement {
  private view: EditorView | undefined;
  private vocabulary: Promise<Vocabulary> | undefined;
  private lists: Lists | null = null;
  private turn = 0;
  private writing: Promise<void> | undefined;
  private unwritten = false;
  private goes = false;

  private get field(): HTMLTextAreaElement {
    return this.querySelector<HTMLTextAreaElement>('textarea[name="query"]') as HTMLTextAreaElement;
  }

  private get forms(): HTMLSelectElement | null {
    return document.querySelector<HTMLSelectElement>('#f-forms');
  }

  connectedCallback(): void {
    if (this.view) return;
    const { field } = this;
    const host = document.createElement('div');
    host.className = 'query-editor input';
    // Keys that go in here are no commands of the page.
    host.dataset.typing = '';
    const root = host.attachShadow({ mode: 'open' });
    field.after(host);
    field.hidden = true;
    this.view = new EditorView({
      parent: root,
      root,
      state: EditorState.create({ doc: field.value, extensions: this.extensions() }),
    });
    this.querySelector(`label[for="${field.id}"]`)?.addEventListener('click', () => this.view?.focus());
    if (field.autofocus) this.view.focus();
    const bar = this.querySelector<HTMLElement>('[data-query-bar]');
    if (bar) bar.hidden = false;
    for (const radio of this.querySelectorAll<HTMLInputElement>('input[name="mode"]')) {
      radio.addEventListener('change', () => void this.show(radio.value === 'lists'));
    }
    for (const list of this.querySelectorAll<HTMLTextAreaElement>('[data-list]')) {
      list.addEventListener('input', () => {
        const mine = this.write().finally(() => {
          if (this.writing === mine) this.writing = undefined;
        });
        this.writing = mine;
      });
    }
    this.forms?.addEventListener('change', () => this.view && forceLinting(this.view));
    document.addEventListener('click', this.take);
    field.form?.addEventListener('submit', this.submitted);
  }

  disconnectedCallback(): void {
    document.removeEventListener('click', this.take);
    this.view?.destroy();
    this.view = undefined;
  }

  private extensions() {
    const { field } = this;
    return [
      history(), drawSelection(), bracketMatching(), EditorView.lineWrapping, queryWords, look, typed,
      autocompletion({ override: [context => this.complete(context)], icons: false }),
      linter(view => this.check(view), { delay: 200 }),
      keymap.of([{ key: 'Tab', run: acceptCompletion }, ...completionKeymap, ...lintKeymap, ...historyKeymap, ...defaultKeymap]),
      EditorState.readOnly.of(field.readOnly), EditorView.editable.of(!field.readOnly),
      EditorView.contentAttributes.of({
        'aria-label': this.dataset.label ?? '', 'aria-invalid': field.getAttribute('aria-invalid') ?? 'false', spellcheck: 'false',
        autocapitalize: 'off',
      }),
      EditorView.updateListener.of(update => {
        if (!update.docChanged) return;
        field.value = update.state.doc.toString();
        field.dispatchEvent(new Event('input', { bubbles: true }));
        const typed = update.state.sliceDoc(0, update.state.selection.main.head);
        // A field asks for its values at once.
        if (/\w:\(?$/u.test(typed) && update.transactions.some(t => t.isUserEvent('input'))) {
          setTimeout(() => this.view && startCompletion(this.view));
        }
      }),
    ];
  }

  private async check(view: EditorView): Promise<Diagnostic[]> {
    const text = view.state.doc.toString();
    const checked = await post<Checked>(this.dataset.check ?? '', { query: text, forms: this.forms?.value ?? '' });
    this.lists = checked.lists;
    const fix = this.dataset.fix ?? '';
    return checked.problems.map(({ from, to, severity, text: message, fix: change }) => ({
      from: Math.min(from, text.length),
      // A place where something is missing shows on the sign beside it.
      to: Math.min(Math.max(to, from + 1), text.length),
      severity, message,
      actions: change && !this.field.readOnly ? [{
        name: fix,
        apply: (at: EditorView) => at.dispatch({ changes: { from: change.from, to: change.to, insert: change.text } }),
      }] : [],
    }));
  }

  private async complete(context: CompletionContext): Promise<CompletionResult | null> {
    this.vocabulary ??= fetch(this.dataset.vocabulary ?? '').then(answer => answer.json() as Promise<Vocabulary>);
    const words = await this.vocabulary;
    const value = context.matchBefore(valueTyped);
    if (value) {
      const name = value.text.slice(0, value.text.indexOf(':')).toLowerCase();
      const field = words.fields.find(known => known.name === name);
      const typed = valueTyped.exec(value.text)?.[1] ?? '';
      const from = context.pos - typed.length;
      // Choosing what only explains leaves the query as it is.
      if (field?.note) return { from, filter: false, options: [{ label: field.note, apply: () => {} }] };
      if (!field) return null;
      // What is quoted or begins with an @ is looked up without these.
      const looked = typed.replace(/^["@]+/u, '');
      if (field.more && looked.trim()) return this.lookUp(context, field.name, looked, from);
      if (looked !== typed) return null;
      if (field.values.length === 0) return null;
      if (field.more) return { from, options: options(field.values) };
      if (!field.values.some(known => known.words)) return { from, options: options(field.values), validFor: /^[\p{L}\p{N}_.:-]*$/u };
      const ranked = field.values.map(known => ({ known, rank: rankOf(known, typed.toLowerCase()) }))
        .filter(({ rank }) => rank < unlike).sort((one, other) => one.rank - other.rank);
      return { from, filter: false, options: options(ranked.map(({ known }) => known)) };
    }
    const word = context.matchBefore(/[\p{L}.]+$/u);
    if (!word && !context.explicit) return null;
    const offered: Completion[] = [
      ...words.fields.map(field => ({ label: `${field.name}:`, detail: field.detail, boost: 1 })),
      ...words.operators.map(label => ({ label })),
    ];
    return { from: word?.from ?? context.pos, options: offered, validFor: /^[\p{L}.]*$/u };
  }

  /** Values that are too many to have them all here: asked for by how they begin, once nobody has typed for a moment. */
  private async lookUp(context: CompletionContext, field: string, typed: string, from: number): Promise<CompletionResult | null> {
    await new Promise(resolve => setTimeout(resolve, 150));
    if (context.aborted) return null;
    const answer = await fetch(`${this.dataset.values ?? ''}?field=${field}&beginning=${encodeURIComponent(typed)}`);
    if (!answer.ok || context.aborted) return null;
    return { from, filter: false, options: options(await answer.json() as Value[]) };
  }

  /** Buttons anywhere on the page that carry a query: its text comes into the editor, where it can be undone. */
  private take = (event: Event): void => {
    const button = (event.target as Element).closest<HTMLElement>('[data-query]');
    if (!button || !this.view || this.field.readOnly) return;
    const { forms } = this;
    if (button.dataset.forms && forms && forms.value !== button.dataset.forms) {
      forms.value = button.dataset.forms;
      forms.dispatchEvent(new Event('change', { bubbles: true }));
    }
    this.put(button.dataset.query ?? '');
    button.closest('dialog')?.close();
    if (this.inLists) void this.show(true);
  };

  private put(text: string): void {
    // One step back brings the text before the click, whatever was typed in the same moment.
    this.view?.dispatch({ changes: { from: 0, to: this.view.state.doc.length, insert: text }, annotations: isolateHistory.of('full') });
  }

  private get inLists(): boolean {
    return this.querySelector<HTMLInputElement>('input[name="mode"][value="lists"]')?.checked ?? false;
  }

  /** Text or lists; a query that lists cannot say stays text, and the page says so. */
  private async show(asLists: boolean): Promise<void> {
    if (asLists && this.view) await this.check(this.view).catch(() => []);
    const fits = asLists && this.lists !== null;
    if (!fits) {
      // From now on what stands in the text counts, whatever is still on its way from the lists.
      this.unwritten = false;
      ++this.turn;
    }
    const text = this.querySelector<HTMLInputElement>('input[name="mode"][value="text"]');
    if (asLists && !fits && text) text.checked = true;
    const said = this.querySelector<HTMLElement>('p[data-no-lists]');
    if (said) said.hidden = !asLists || fits;
    const holder = this.querySelector<HTMLElement>('[data-query-lists]');
    const editor = this.field.closest<HTMLElement>('.field');
    this.classList.toggle('in-lists', fits);
    if (holder) holder.hidden = !fits;
    if (editor) editor.hidden = fits;
    if (fits) this.fill();
  }

  private fill(): void {
    for (const list of this.querySelectorAll<HTMLTextAreaElement>('[data-list]')) {
      const name = list.dataset.list as keyof Lists;
      list.value = (this.lists?.[name] ?? []).join('\n');
    }
  }

  private async write(): Promise<void> {
    const values: Record<string, string> = { forms: this.forms?.value ?? '' };
    for (const list of this.querySelectorAll<HTMLTextAreaElement>('[data-list]')) values[list.dataset.list ?? ''] = list.value;
    const turn = ++this.turn;
    try {
      const { query } = await post<{ query: string }>(this.dataset.lists ?? '', values);
      // Of several on their way the last counts.
      if (turn === this.turn) this.put(query);
    } catch {
      if (turn !== this.turn) return;
      this.unwritten = true;
      document.dispatchEvent(new CustomEvent('echo:toast', { detail: { text: this.dataset.unwritten ?? '', tone: 'bad' } }));
      return;
    }
    if (turn === this.turn) this.unwritten = false;
  }

  /** What stands in the lists becomes the query before the form goes. */
  private submitted = (event: SubmitEvent): void => {
    if (!this.inLists || (!this.writing && !this.unwritten)) return;
    event.preventDefault();
    // A second click while it waits is the same one.
    if (this.goes) return;
    this.goes = true;
    const [form, button] = [event.target as HTMLFormElement, event.submitter];
    void (this.unwritten ? this.write() : this.writing)?.then(() => {
      this.goes = false;
      if (!this.unwritten) form.requestSubmit(button);
    });
  };
}

customElements.define('echo-query', QueryEditor);
