// Parts of a long conversation: the newest is there, what came before is put in front when somebody asks for it, and a message
// that the address names brings the part that it is in.
import htmx from './htmx';

/** The message that the address names; one that is not in the part that is shown is asked for. */
export const namedMessage = (inbox: HTMLElement): HTMLElement | null => {
  const id = /^#m(\d+)$/u.exec(location.hash)?.[1];
  if (!id) return null;
  const there = document.getElementById(`m${id}`);
  const asked = new URLSearchParams(location.search);
  if (!there && inbox.querySelector('[data-more]') && asked.get('at') !== id) {
    asked.delete('before');
    asked.set('at', id);
    location.replace(`${location.pathname}?${asked.toString()}#m${id}`);
  }
  return there;
};

/** What is shown of the newest part of a long conversation stays, however much comes: the query for it. */
export const firstOfNewest = (conversation: HTMLElement): string => {
  const first = conversation.querySelector('[data-more]') && conversation.querySelector('[data-part="newest"] .said[id]')?.id.slice(1);
  return first ? `?from=${first}` : '';
};

const put = async (link: HTMLAnchorElement, line: HTMLElement): Promise<void> => {
  const answer = await fetch(link.href, { headers: { 'HX-Request': 'true', 'HX-Target': 'conversation' } });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const parts = [...fresh.querySelectorAll('[data-timeline] > *')].filter(part => !part.matches('[data-part] ~ [data-more]'));
  // What somebody reads stays where it is.
  const below = line.scrollHeight - line.scrollTop;
  link.closest('[data-more]')?.replaceWith(...parts);
  htmx.process(line);
  line.scrollTop = line.scrollHeight - below;
  line.querySelector<HTMLElement>('[data-earlier]')?.focus({ preventScroll: true });
};

/** Puts what came before in front, where that is what was clicked. */
export const putEarlier = (event: Event, inbox: HTMLElement): boolean => {
  const link = (event.target as Element).closest<HTMLAnchorElement>('a[data-earlier]');
  const line = inbox.querySelector<HTMLElement>('[data-timeline]');
  if (!link || !line || (event instanceof MouseEvent && (event.ctrlKey || event.metaKey || event.shiftKey))) return false;
  event.preventDefault();
  void put(link, line);
  return true;
};
