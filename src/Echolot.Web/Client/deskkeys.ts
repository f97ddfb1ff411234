// Keys of the inbox: which of its controls each one presses. The controls carry it then, so that keys.ts presses them, the
// palette lists them and screen readers say it. What is ticked goes before the conversation that is open.
import { meant, pressedFor, resting } from './keys';

/** The control of the conversation or of the list; `many`: the one for what is ticked; `focus`: shown instead of pressed. */
interface Place {
  one?: string;
  many?: string;
  focus?: boolean;
}

const enter = (state: string): string => `#talk-more form:has(input[name="state"][value="${state}"]) button`;
const choice = (what: string): string => `.bulk-bar [data-do="${what}"]`;

const places: Record<string, Place> = {
  A: { one: '.talk-side [name="person"]', many: choice('assign') },
  t: { one: '.talk-side [name="department"]', many: choice('department') },
  l: { one: '.talk-facts [name="label"]', many: choice('label') },
  p: { one: '.talk-side [name="priority"]', many: choice('priority') },
  v: { one: '.talk-facts [name="incident"]', many: choice('incident') },
  c: { one: '.crisis-change summary', many: choice('crisis') },
  s: { one: '[popovertarget="talk-more"]', many: choice('state') },
  z: { one: '#talk-more [data-snooze]', focus: true },
  i: { one: enter('Ignored') },
  w: { one: enter('WaitingInternally') },
  m: { one: '[popovertarget="talk-macros"]', many: choice('macro') },
  M: { one: '#conversation [data-open="merge"]' },
  S: { one: '#conversation [data-open="split"]' },
  L: { one: '#conversation [data-open="link"]' },
  h: { one: '#conversation [data-hand-over]' },
  q: { one: '.talk-side [name="voice"]' },
  u: { one: '#conversation [data-undo]' },
  y: { one: '[data-side]' },
  f: { one: '[popovertarget="inbox-filter"]' },
  o: { one: '.inbox-bar [name="order"]' },
  b: { one: '[popovertarget="inbox-views"]' },
  N: { one: '.inbox-bar a[href="/inbox/new"]' },
  '[': { one: '.inbox-list .tabs a:has(+ [aria-current])' },
  ']': { one: '.inbox-list .tabs [aria-current] + a' },
  X: { one: '.bulk-bar [data-shown]' },
  '*': { one: '.bulk-bar [data-whole]' },
};

const carry = (key: string, selector: string | undefined, focus = false): void => {
  const place = selector ? document.querySelector<HTMLElement>(selector) : null;
  if (!place || place.dataset.hotkey === key) return;
  place.dataset.hotkey = key;
  const pressed = pressedFor(key);
  place.setAttribute('aria-keyshortcuts', /^\p{Lu}$/u.test(pressed) ? `Shift+${pressed}` : pressed);
  if (focus) place.dataset.hotkeyFocus = '';
};

/** Conversations and lists come and go: put on right before somebody presses or looks for something. */
const annotate = (): void => {
  for (const old of document.querySelectorAll<HTMLElement>('.tabs [data-hotkey]')) delete old.dataset.hotkey;
  for (const [key, place] of Object.entries(places)) {
    carry(key, place.one, place.focus);
    carry(key, place.many);
  }
};

document.addEventListener('keydown', event => {
  if (event.ctrlKey || event.metaKey) {
    annotate();
    return;
  }
  if (resting(event)) return;
  annotate();
  // A time of one's own for everything that is ticked.
  const state = document.querySelector<HTMLSelectElement>('.bulk-bar:not([hidden]) [data-do="state"]');
  if (meant(event) !== 'z' || !state || document.querySelector('dialog[open]')) return;
  state.value = 'until';
  state.dispatchEvent(new Event('change', { bubbles: true }));
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);
document.addEventListener('click', event => {
  if ((event.target as Element).closest('[data-open="palette"]')) annotate();
}, true);
annotate();
