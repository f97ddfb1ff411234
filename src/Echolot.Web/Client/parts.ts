// Parts of a long conversation: the newest is there, what came before is put in front when somebody asks for it, and a message
// that the address names brings the part that it is in.
import htmx from './htmx';

/** The message that the address names; one that is not in the part that is shown is asked for. */
const namedMessage = (conversation: HTMLElement | null): HTMLElement | null => {
  const id = /^#m(\d+)$/u.exec(location.hash)?.[1];
  if (!id || !conversation) return null;
  const there = document.getElementById(`m${id}`);
  const asked = new URLSearchParams(location.search);
  if (!there && conversation.querySelector('[data-more]') && asked.get('at') !== id) {
    asked.delete('before');
    asked.set('at', id);
    // The page may stand at the address of a form that was refused.
    location.replace(`/inbox/${conversation.dataset.of ?? ''}?${asked.toString()}#m${id}`);
  }
  return there;
};

let obeyed = '';

/** To the message that the address names, once: what comes later does not pull the time line back to it. */
export const toNamed = (conversation: HTMLElement | null, again = false): boolean => {
  if (obeyed === location.href && !again) return false;
  obeyed = location.href;
  const named = namedMessage(conversation);
  named?.scrollIntoView({ block: 'center' });
  return named !== null;
};

const firstOf = (conversation: HTMLElement): string | undefined =>
  conversation.querySelector('[data-part="newest"] .said[id]')?.id.slice(1);

/** Messages of a part; a conversation with fewer is shown as a whole. */
const onePart = 100;

/** What is shown of the newest part of a long conversation stays, however much comes: the query for it. */
export const firstOfNewest = (conversation: HTMLElement): string => {
  const first = firstOf(conversation);
  const isWhole = !conversation.querySelector('[data-more], [data-part="past"]')
    && conversation.querySelectorAll('[data-part="newest"] .said').length < onePart;
  return first && !isWhole ? `?from=${first}` : '';
};

/**
 * The newest part; the whole time line where the answer begins later than what is shown, which would leave a hole, or where
 * something older came, as by a merge, to what had nothing before it.
 */
export const partToRenew = (shown: HTMLElement, fresh: HTMLElement): string => {
  const older = fresh.querySelector('[data-more]') && !shown.querySelector('[data-more], [data-part="past"]');
  return !shown.querySelector('[data-part="newest"]') || firstOf(shown) === firstOf(fresh) && !older
    ? '[data-part="newest"]' : '[data-timeline]';
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
