// Lists of the inbox under a name: how many each has, for as long as somebody looks at them.

/** Numbers as people read them, by what they count. */
export type Counts = Record<string, string>;

/** Whether somebody looks; counted is only then. */
export const viewsOpen = (): boolean => document.querySelector('#inbox-views:popover-open') !== null;

/** The address of what a page follows, with the counts where somebody looks. */
export const withViews = (address: string): string =>
  viewsOpen() ? `${address}${address.includes('?') ? '&' : '?'}views=1` : address;

/** Does what had to wait while the menu was open: renewing what it stands in would take it away. */
export const whenViewsClose = (inbox: HTMLElement, then: () => void): void => inbox.addEventListener('toggle', event => {
  if ((event.target as Element).id === 'inbox-views' && (event as ToggleEvent).newState === 'closed') then();
}, true);

const show = (place: ParentNode, counts: Counts | null, where: (name: string) => string): void => {
  for (const [name, count] of Object.entries(counts ?? {})) {
    const shown = place.querySelector(where(CSS.escape(name)));
    if (shown) shown.textContent = count;
  }
};

/** Counts of the views that everybody has, beside their names. */
export const showTabs = (list: HTMLElement, counts: Counts | null): void => show(list, counts, view => `[data-tab="${view}"] b`);

/** Counts of lists under a name, in their menu. */
export const showViews = (counts: Counts | null): void => show(document, counts, view => `[data-view-count="${view}"]`);
