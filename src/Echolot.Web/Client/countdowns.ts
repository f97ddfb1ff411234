// What runs out beside words that were or will be sent.

/** How long the network still takes an answer. */
export const showWindows = (root: ParentNode): void => {
  for (const place of root.querySelectorAll<HTMLElement>('[data-until]')) {
    const until = Number(place.dataset.until);
    const left = Math.max(0, Math.floor((until - Date.now()) / 60_000));
    place.textContent = until <= Date.now() && place.dataset.over ? place.dataset.over
      : (place.dataset.left ?? '').replace('{0}', `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')} h`);
    place.parentElement?.classList.toggle('soon', left < 60);
  }
};

/** Seconds that are left to take a reply back; whether there are any. */
export const showUndos = (root: ParentNode): boolean => {
  let runs = false;
  for (const button of root.querySelectorAll<HTMLElement>('[data-undo]')) {
    const left = Math.ceil((Number(button.dataset.undo) - Date.now()) / 1000);
    button.dataset.label ??= button.textContent ?? '';
    if (left > 0 && left <= 60) {
      button.textContent = `${button.dataset.label} (${left})`;
      runs = true;
    } else button.textContent = button.dataset.label;
    // What was sent on the way here has left.
    if (left <= 0 && button.dataset.leaves !== undefined) button.closest('.sent-before')?.remove();
  }
  return runs;
};
