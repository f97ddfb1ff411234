// Keys that work everywhere: Ctrl/Cmd+K palette, ? overview, / search field, g then a letter goes to a page.
// Pages add their own by elements with data-hotkey="x": the key clicks the element, opens a choice, or a menu at its first entry.

let afterG = -Infinity;

const typing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || target.matches('input:not([type="checkbox"], [type="radio"]), textarea, select, [data-typing]'));

/** Whoever dictates or hits keys by mistake switches single ones off; those that write no letter work on. */
const off = (key: string): boolean => key.length === 1 && document.documentElement.dataset.keys === 'off';

/** This key is none of ours. */
export const resting = (event: KeyboardEvent): boolean =>
  event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || typing(event.target) || off(event.key);

/** Keys of the desk that somebody has put elsewhere: the key as the desk knows it, and the one that they press. */
const own = (): [string, string][] => Object.entries(JSON.parse(document.documentElement.dataset.deskKeys ?? '{}') as Record<string, string>);

/** What a key means at the desk; one that was given away and not taken again means nothing. Elsewhere each is itself. */
export const meant = (event: KeyboardEvent): string => {
  if (!document.querySelector('echo-inbox')) return event.key;
  const bindings = own();
  return bindings.find(([, pressed]) => pressed === event.key)?.[0] ?? (bindings.some(([known]) => known === event.key) ? '' : event.key);
};

/** What somebody presses for a key of the desk. */
export const pressedFor = (known: string): string => own().find(([key]) => key === known)?.[1] ?? known;

const show = (id: string): void => {
  const dialog = document.getElementById(id);
  if (dialog instanceof HTMLDialogElement && !document.querySelector('dialog[open]')) dialog.showModal();
};

/** Does what a control does: a choice opens, a menu opens at its first entry, everything else is clicked. */
export const press = (place: HTMLElement): void => {
  if (place.closest('.talk-side') && !place.checkVisibility()) place.closest('.conversation')?.classList.add('with-side');
  if (place instanceof HTMLSelectElement) {
    place.focus();
    try {
      place.showPicker();
    } catch {
      // The arrows choose as well.
    }
  } else if (place.dataset.hotkeyFocus !== undefined) {
    (place.closest('[popover]') as HTMLElement | null)?.showPopover();
    requestAnimationFrame(() => place.focus());
  } else if (place.tagName === 'SUMMARY') {
    (place.parentElement as HTMLDetailsElement).open = true;
    place.parentElement?.querySelector<HTMLElement>('select, input:not([type="hidden"])')?.focus();
  } else {
    place.click();
    const menu = document.getElementById(place.getAttribute('popovertarget') ?? '');
    if (menu?.matches(':popover-open')) requestAnimationFrame(() => menu.querySelector<HTMLElement>('a, button, select')?.focus());
  }
};

document.addEventListener('keydown', event => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
    event.preventDefault();
    show('palette');
    return;
  }
  if (resting(event)) return;
  if (document.querySelector('dialog[open]')) return;

  if (performance.now() - afterG < 1500) {
    afterG = -Infinity;
    const link = document.querySelector<HTMLAnchorElement>(`a[data-key="${CSS.escape(event.key)}"]`);
    if (link) {
      event.preventDefault();
      location.assign(link.href);
      return;
    }
  }
  if (event.key === 'g') {
    afterG = performance.now();
  } else if (event.key === '?') {
    show('keys');
  } else if (event.key === '/') {
    const field = document.querySelector<HTMLInputElement>('[data-search]');
    event.preventDefault();
    if (field) {
      field.focus();
      field.select();
    } else {
      show('palette');
    }
  } else {
    const key = meant(event);
    const hot = key === '' ? [] : [...document.querySelectorAll<HTMLElement>(`[data-hotkey="${CSS.escape(key)}"]`)];
    // What is ticked goes before what is open; a bar that is not shown takes no key but those that tick.
    const place = hot.find(one => one.closest('.bulk-bar:not([hidden])'))
      ?? hot.find(one => !one.closest('.bulk-bar') || one.matches('[data-shown], [data-whole]'));
    if (place) {
      event.preventDefault();
      press(place);
    }
  }
});
